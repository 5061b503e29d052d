# SPDX-License-Identifier: BSD-2-Clause
import json
import pathlib

from guest.flows import Flows, serve
from guest.hawser import Hawser
from guest.spokes import HubAndSpokes

KEYS = {"pop.psk": "correct horse battery staple"}
PORT = 7000
FLOWS = 60
TOP = 'interfaces = "shared"'
STAMP_SENDER = pathlib.Path(__file__).parents[1] / "stamp" / "sender.py"
STAMP_COUNT = 10
STAMP_KEY = "5a" * 32
STAMP = """
[stamp]
mode = "authenticated"
key_file = "stamp.key"
"""


class Scene:
    def __init__(self, lab):
        self.lab = lab
        self.net = net = HubAndSpokes().build()
        self.hub = Hawser(lab, net.hub, net.hub_config(TOP), KEYS, net.labels()).start()
        self.north = Hawser(lab, net.g1, net.spoke_config("g1"), KEYS).start()
        self.south = Hawser(lab, net.g3, net.spoke_config("g3"), KEYS).start()
        self.hub.need_states("both branches' tunnels are up at the hub", 90, **{name: "up" for name in net.labels().values()})
        for spoke in (self.north, self.south):
            spoke.need_states(f"both tunnels of {spoke.site.name} are up", 60, wan1="up", wan2="up")
        lab.say("\n" + self.hub.cli("status"))

    def expect_one_interface(self):
        links = json.loads(self.net.hub.run(["ip", "-j", "-d", "link", "show", "type", "xfrm"]))
        self.lab.expect([link["ifname"] for link in links] == ["hawser-hub"], "the hub has one XFRM interface",
                        [link["ifname"] for link in links])

    def tunnels(self):
        return {tunnel["name"]: tunnel for peer in self.hub.status()["peers"] for tunnel in peer["tunnels"]}

    def pins(self):
        """{(remote address, remote port): tunnel} of what the branches have opened."""
        return {(flow["remote_addr"], flow["remote_port"]): flow["tunnel"]
                for flow in json.loads(self.hub.maps("-j", "flow", "list"))
                if flow.get("local_port") == PORT and flow.get("role") == "follower"}

    def restart_hub(self, more, keys):
        self.hub.stop()
        self.hub.write(self.net.hub_config(TOP) + more, keys)
        self.hub.start()
        self.hub.need_states("the hub's tunnels are up again", 90, **{name: "up" for name in self.net.labels().values()})

    def expect_stamp(self, what, *key):
        """Through both tunnels at once, from one port: only what it repeats tells one answer from the other."""
        interfaces = self.north.interfaces()
        for source, target in (("10.1.0.1", "10.2.0.1"), ("fd01::1", "fd02::1")):
            found = json.loads(self.net.g1.run(["/usr/bin/python3", "-S", "-E", STAMP_SENDER, ",".join(interfaces), source, target,
                                                str(STAMP_COUNT), *key]))
            for interface, each in found.items():
                self.lab.expect(each["answered"] == STAMP_COUNT and not each["wrong"],
                                f"{what}: {target} answers by {interfaces[interface]} what came by it", each)


def run(lab):
    scene = Scene(lab)
    net = scene.net
    scene.expect_one_interface()
    for host in (net.h2, net.h3):
        serve(lab, host, PORT)
    flows = [Flows(lab, net.h1, target, FLOWS, port=PORT, name=f"flows-{name}")
             for name, target in (("hub-v4", net.H2), ("hub-v6", net.H2_V6), ("south-v4", net.H3))]
    lab.need("every flow is answered", lambda: all(each.all_answered() for each in flows), 30)
    before = scene.pins()
    used = {tunnel: list(before.values()).count(tunnel) for tunnel in set(before.values())}
    lab.expect(len(before) == 3 * FLOWS and len(used) == 2, "the hub follows every flow of the north by its tunnel", used)
    counted = {name: tunnel["packets_in"] for name, tunnel in scene.tunnels().items()}
    lab.expect(sum(count > 0 for count in counted.values()) >= 3, "the if_id told each tunnel's packets", counted)

    net.cut(net.uplinks[0])
    scene.north.need_states("the branch finds wan1 down", 10, wan1="down")
    scene.hub.need_states("the hub finds it down too", 10, wan1="down")
    for each in flows:
        each.all_recovered(20000)
    after = scene.pins()
    lab.expect(len(set(after.values())) == 1, "all flows of the north use its other tunnel", len(set(after.values())))
    net.restore(net.uplinks[0])
    scene.hub.need_states("the hub finds wan1 up again", 30, wan1="up")
    lab.expect(scene.pins() == after, "nothing moved when it came back")
    for each in flows:
        dead = [key for key, flow in each.stop().items() if not flow["alive"]]
        lab.expect(not dead, "every flow lives", dead[:3])
    drops = scene.hub.drops()
    lab.expect(not drops.get("ts_mismatch") and not drops.get("foreign_source"), "no packet was taken for a stranger's", drops)
    scene.expect_stamp("STAMP on the shared interface")
    scene.restart_hub(STAMP, {"stamp.key": "0x" + STAMP_KEY})
    scene.expect_stamp("authenticated STAMP on it", STAMP_KEY)
    lab.expect(not scene.hub.drops().get("bad_probe"), "no answer had nobody who asked", scene.hub.drops())
