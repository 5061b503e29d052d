# SPDX-License-Identifier: BSD-2-Clause
import json

from guest.failover import Failover
from guest.flows import Flows, Witness, serve
from guest.hawser import Hawser
from guest.spokes import HubAndSpokes
from guest.traffic import Group, Traffic

KEYS = {"pop.psk": "correct horse battery staple"}
PORT = 7000
FLOWS, MORE = 60, 24


class Scene:
    def __init__(self, lab):
        self.lab = lab
        self.net = net = HubAndSpokes().build()
        self.hub = Hawser(lab, net.hub, net.hub_config('forwarding = "stack"'), KEYS, net.labels()).start()
        self.north = Hawser(lab, net.g1, net.spoke_config("g1"), KEYS).start()
        self.south = Hawser(lab, net.g3, net.spoke_config("g3"), KEYS).start()
        self.need_up()
        for host in (net.h1, net.h3):
            serve(lab, host, PORT)

    def need_up(self):
        self.hub.need_states("both branches' tunnels are up at the hub", 90, **{name: "up" for name in self.net.labels().values()})
        for spoke in (self.north, self.south):
            spoke.need_states(f"both tunnels of {spoke.site.name} are up", 60, wan1="up", wan2="up")
        self.lab.say("\n" + self.hub.cli("status"))

    def tell(self, mode):
        """The story of wan1 of g1, seen by the hub: what comes in from the north goes out to the south."""
        status = self.hub.status()["forwarding"]
        self.lab.expect(status["mode"] == mode, f"the hub's forwarding is {mode}", status["reason"])
        self.interfaces = self.hub.interfaces()
        self.witness = Witness(self.lab, self.net.hub, *self.interfaces)
        groups = [self.flows(self.net.h1, target, f"{mode}-{family}") for family, target in
                  (("v4", self.net.H3), ("v6", self.net.H3_V6))]
        # Opened in the south: alive to the end, and on one tunnel a side.
        back = Flows(self.lab, self.net.h3, self.net.H1, 20, port=PORT, name=f"flows-h3-{mode}")
        story = Failover(self.lab, self.net, Traffic(self.lab, groups), [self.north, self.hub], both_ways=True, weights=(2, 1))
        story.begin()
        south = self.expect_legs("before the cut")
        self.expect_pins(story.before, south, mode)
        story.cut()
        moved = self.expect_legs("after the cut")
        self.lab.expect(all(moved[key] == south[key] for key in south), "no flow moved on the other branch's side",
                        sum(moved[key] != south[key] for key in south))
        story.come_back()
        story.finish()
        dead = [key for key, flow in back.stop().items() if not flow["alive"]]
        self.lab.expect(not dead, "what the other branch had opened lives too", dead[:3])
        story.print_table("the hub")

    def flows(self, host, target, name):
        opened = Flows(self.lab, host, target, FLOWS, port=PORT, name=f"flows-{host.name}-{name}")
        return Group(opened, self.witness, self.interfaces, PORT, MORE // 2)

    def expect_legs(self, when):
        """The second leg: each flow leaves the hub by one tunnel of the south, and its answers come by the same one."""
        northern = {name for name, label in self.interfaces.items() if not label.startswith("south")}
        out = {key: {self.interfaces[name] for name in packets} for key, packets in self.witness.seen("out", PORT).items()
               if not northern & set(packets)}
        back = {key: {self.interfaces[name] for name in packets} for key, packets in self.witness.answers("in", PORT).items()}
        torn = [key for key in out if len(out[key]) != 1 or back.get(key) != out[key]]
        self.lab.expect(len(out) >= 2 * FLOWS and not torn, f"each flow has one tunnel of the other branch, both ways {when}",
                        f"{len(torn)} of {len(out)} do not, such as {[(key, out[key], back.get(key)) for key in torn[:2]]}")
        return out

    def expect_pins(self, north, south, mode):
        """The hub has a pin of each leg: it follows the branch that opened the flow, and owns towards the other."""
        pins = {}
        for flow in json.loads(self.hub.maps("-j", "flow", "list")):
            if "local_port" in flow:
                local, remote = (flow["local_addr"], flow["local_port"]), (flow["remote_addr"], flow["remote_port"])
                pins[flow["protocol"], local, remote] = (self.interfaces.get(flow["interface"]), flow["role"])
        wrong = []
        for (protocol, source, port), names in north.items():
            here = (source, port)
            there = ((self.net.H3_V6 if ":" in source else self.net.H3), PORT)
            found = pins.get((protocol, there, here)), pins.get((protocol, here, there))
            wanted = (min(names), "follower"), (min(south[protocol, source, port]), "owner")
            if found != wanted:
                wrong.append((protocol, source, port, found, wanted))
        self.lab.expect(north and not wrong, f"the hub's pins are right on both legs in {mode} forwarding",
                        f"{len(wrong)} of {len(north)} are not: {wrong[:2]}" if wrong else len(north))

    def change_to_fast(self):
        self.hub.stop()
        self.hub.write(self.net.hub_config('forwarding = "fast"'))
        self.hub.start()
        self.need_up()


def run(lab):
    scene = Scene(lab)
    scene.tell("stack")
    scene.change_to_fast()
    scene.tell("fast")
