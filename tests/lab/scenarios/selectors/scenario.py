# SPDX-License-Identifier: BSD-2-Clause
import re

from guest.branch import Branch
from guest.capture import Capture
from guest.hawser import branch_config
from guest.talk import Talker
from guest.topology import MultiUplink

# Addresses of g2's own that no selector covers, and one behind g1.
FOREIGN, FOREIGN_V6, BEHIND = "172.16.9.9", "fd99::9", "172.16.1.10"


def allow_to_send(net, uplink):
    """strongSwan's policies would keep these packets in: further ones lead them into the same SA."""
    said = net.g2.run(["ip", "xfrm", "policy", "list", "dir", "out"])
    reqid = re.search(rf"dst {re.escape(uplink.address)}\n\s+proto esp .*?reqid (\d+)", said)[1]
    template = f"tmpl src {net.peer_address} dst {uplink.address} proto esp reqid {reqid} mode tunnel"
    for source, target in ((f"{FOREIGN}/32", "10.1.0.0/16"), (f"{FOREIGN_V6}/128", "fd01::/64"), ("10.2.0.0/16", f"{BEHIND}/32")):
        net.g2.run(f"ip xfrm policy add src {source} dst {target} dir out if_id {uplink.mark} {template}")
    net.g2.ip(f"addr add {FOREIGN}/32 dev lo", f"addr add {FOREIGN_V6}/128 dev lo nodad",
              f"route add {BEHIND}/32 dev ipsec{uplink.mark}")
    # Behind g1 there is such a host: without the check the packet would be delivered.
    net.h1.ip(f"addr add {BEHIND}/32 dev eth0")
    net.g1.ip(f"route add {BEHIND}/32 dev eth0")


class Scene:
    def __init__(self, lab):
        self.lab = lab
        self.net = net = MultiUplink(uplinks=3).build()
        self.branch = Branch(lab, net, branch_config(net, top='forwarding = "fast"'))
        self.hawser = self.branch.hawser
        self.branch.start()
        allow_to_send(net, net.uplinks[0])
        arrives = self.hawser.tunnels()[net.uplinks[0].name]["interface"]
        strange = f"host {FOREIGN} or host {FOREIGN_V6} or host {BEHIND}"
        self.at_gateway = Capture(lab, net.g1, arrives, f"({strange}) and inbound")
        self.at_host = Capture(lab, net.h1, "eth0", strange)
        self.pairs = [(net.H1, net.H2), (net.H1_V6, net.H2_V6)]
        self.good = Talker(lab, net.h1, self.pairs)
        self.bad = Talker(lab, net.g2, [(FOREIGN, net.H1), (FOREIGN_V6, net.H1_V6), (net.G2, BEHIND)])

    def judge(self, mode):
        """In this mode of forwarding: a number more arrives of each kind, and none of it gets further."""
        kinds = {FOREIGN: "from a foreign source", FOREIGN_V6: "from a foreign source of IPv6", BEHIND: "to a foreign destination"}
        self.lab.expect(self.hawser.status()["forwarding"]["mode"] == mode, f"forwarding is {mode}")
        before = {kind: self.at_gateway.count(f"host {kind}") for kind in kinds}
        dropped = self.drops()
        self.bad.need_rounds(20)
        self.good.wait_answers(f"what the selectors cover is answered in {mode} forwarding", self.pairs)
        arrived = 0
        for kind, words in kinds.items():
            count = self.at_gateway.count(f"host {kind}") - before[kind]
            arrived += count
            self.lab.expect(count >= 20, f"the peer really sends packets {words}", count)
        self.lab.wait_until(f"they are dropped as ts_mismatch in {mode} forwarding", lambda: self.drops() - dropped >= arrived, 5)
        self.lab.say(f"{arrived} arrived, ts_mismatch went from {dropped} to {self.drops()}")
        seen = self.at_host.lines()
        self.lab.expect(not seen, f"the host never sees one in {mode} forwarding", seen[:3])

    def drops(self):
        return self.hawser.drops()["ts_mismatch"]

    def change_to_stack(self):
        self.hawser.stop()
        self.hawser.write(branch_config(self.net, top='forwarding = "stack"'))
        self.hawser.start()
        self.hawser.need_states("three tunnels are up again", 60, **{name: "up" for name in self.branch.names})


def run(lab):
    scene = Scene(lab)
    scene.judge("fast")
    scene.change_to_stack()
    scene.judge("stack")
