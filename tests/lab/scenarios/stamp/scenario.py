# SPDX-License-Identifier: BSD-2-Clause
import json
import pathlib

from guest.branch import PSK, Branch
from guest.hawser import branch_config
from guest.topology import MultiUplink

SENDER = pathlib.Path(__file__).with_name("sender.py")
COUNT = 20
KEY, WRONG = "5a" * 32, "5b" * 32
AUTHENTICATED = """
[stamp]
mode = "authenticated"
key_file = "stamp.key"
sequence = "stateful"
"""


def ask(site, interfaces, source, target, count, *key):
    """{interface: what came back by it}"""
    return json.loads(site.run(["/usr/bin/python3", "-S", "-E", SENDER, ",".join(interfaces), source, target, str(count), *key]))


class Scene:
    def __init__(self, lab):
        self.lab = lab
        self.net = MultiUplink(uplinks=3).build()
        self.branch = Branch(lab, self.net).start()
        self.hawser = self.branch.hawser
        self.tunnels = list(self.branch.uplink_of)
        for interface in self.tunnels:
            # By IPv6 nothing leaves by an interface that has no route.
            self.net.g2.run(["ip", "-6", "route", "append", "fd01::/64", "dev", interface, "metric", "4096"])

    def measure(self, target, *key, interfaces=None, count=COUNT):
        return ask(self.net.g2, interfaces or self.tunnels, self.net.G2_V6 if ":" in target else self.net.G2, target, count, *key)

    def expect_answers(self, what, *key, sequences=None):
        for target in (self.net.G1, self.net.G1_V6):
            for interface, found in self.measure(target, *key).items():
                self.lab.expect(found["answered"] == COUNT and not found["wrong"] and found["ttl"] == 255
                                and found["sequences"] == (sequences or list(range(COUNT))),
                                f"{what}: {target} answers by {self.branch.uplink_of[interface]} what came by it", found)

    def expect_silence(self, what, target, *key):
        found = self.measure(target, *key, count=2)
        self.lab.expect(not any(each["answered"] for each in found.values()), what, found)

    def restart(self, more):
        self.hawser.stop()
        self.hawser.write(branch_config(self.net, more=more), {"pop.psk": PSK, "stamp.key": "0x" + KEY})
        self.hawser.start()
        self.hawser.need_states("the tunnels are up again", 60, **{name: "up" for name in self.branch.names})


def unauthenticated(scene):
    scene.expect_answers("the kernel")
    scene.hawser.cli("drain", "pop/wan2")
    scene.hawser.wait_states("wan2 is draining", 10, wan2="draining")
    found = scene.measure(scene.net.G1, interfaces=["ipsec2"])["ipsec2"]
    scene.lab.expect(found["answered"] == COUNT, "a draining tunnel is measured all the same", found)
    scene.hawser.cli("undrain", "pop/wan2")


def authenticated(scene):
    lab, net = scene.lab, scene.net
    scene.restart(AUTHENTICATED)
    scene.expect_answers("hawserd, authenticated", KEY)
    scene.expect_silence("another key gets no answer", net.G1, WRONG)
    scene.expect_silence("nor by IPv6", net.G1_V6, WRONG)
    before = scene.hawser.drops()["bad_probe"]
    scene.expect_silence("nor does an unauthenticated request", net.G1)
    dropped = scene.hawser.drops()["bad_probe"] - before
    lab.expect(dropped == 2 * len(scene.tunnels), "which is dropped by its name", dropped)
    uplink = net.uplinks[0]
    found = ask(net.sites[uplink.isp], ["g1"], uplink.gateway, uplink.address, 2, KEY)
    lab.expect(not found["g1"]["answered"], "a stranger outside the tunnels gets no answer, even with the key", found)
    lab.need("the refused are reported", lambda: "with a wrong HMAC" in scene.hawser.child.text(), 90)


def off(scene):
    scene.restart('[stamp]\nreflector = "off"\n')
    scene.expect_silence("a reflector that is off answers nothing", scene.net.G1)


def run(lab):
    scene = Scene(lab)
    unauthenticated(scene)
    authenticated(scene)
    off(scene)
