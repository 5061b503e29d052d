# SPDX-License-Identifier: BSD-2-Clause
"""The failover story with Hawser on both gateways: g1 has three uplinks and initiates, g2 has one and only answers."""
from guest.capture import Capture
from guest.failover import Failover, expect_own_uplinks
from guest.flows import Flows, Witness, serve
from guest.hawser import Hawser, branch_config, pop_config
from guest.topology import MultiUplink
from guest.traffic import Group, Traffic

PSK = "correct horse battery staple"
NEAR_PORT, FAR_PORT = 7001, 7000
# From each side by each inner family: 300 in all.
NEAR_FLOWS, FAR_FLOWS = 100, 50
MORE_NEAR, MORE_FAR = 30, 15


class HawserPair:
    """Both gateways, their tunnels up. `near` has further arguments of branch_config() for g1."""

    def __init__(self, lab, outer="v4", **near):
        self.lab = lab
        self.net = net = MultiUplink(uplinks=3, outer=outer, core=True).build()
        self.names = [uplink.name for uplink in net.uplinks]
        self.captures = [Capture(lab, net.g1, name, "esp or udp port 500 or udp port 4500", limit=20000)
                         for name in self.names]
        keys = {"pop.psk": PSK}
        self.far = Hawser(lab, net.g2, pop_config(net), keys, {u.address: u.name for u in net.uplinks}).start()
        self.near = Hawser(lab, net.g1, branch_config(net, **near), keys).start()
        for gateway in (self.near, self.far):
            gateway.need_states(f"three tunnels come up on {gateway.site.name}", 60, **{name: "up" for name in self.names})
            lab.say("\n" + gateway.cli("status"))

    def open_flows(self):
        """Flows of both inner families from both sides. The other side's gateway is the witness of each."""
        net, lab = self.net, self.lab
        # Sockets that serve IPv6 serve IPv4 too.
        serve(lab, net.h2, port=FAR_PORT)
        serve(lab, net.h1, port=NEAR_PORT)
        near, far = self.near.interfaces(), self.far.interfaces()
        at_near, at_far = Witness(lab, net.g1, *near, *self.names), Witness(lab, net.g2, *far)
        self.outer = at_near
        groups = []
        for family, h1, h2 in (("v4", net.H1, net.H2), ("v6", net.H1_V6, net.H2_V6)):
            from_near = Flows(lab, net.h1, h2, NEAR_FLOWS, port=FAR_PORT, name=f"flows-h1-{family}")
            from_far = Flows(lab, net.h2, h1, FAR_FLOWS, port=NEAR_PORT, name=f"flows-h2-{family}")
            groups += [Group(from_near, at_far, far, FAR_PORT, MORE_NEAR), Group(from_far, at_near, near, NEAR_PORT, MORE_FAR)]
        return Traffic(lab, groups)


def tell(lab, outer):
    pair = HawserPair(lab, outer)
    story = Failover(lab, pair.net, pair.open_flows(), [pair.near, pair.far], both_ways=True)
    story.begin()
    story.cut()
    story.come_back()
    story.finish()
    expect_own_uplinks(lab, pair.net, pair.outer)
    story.print_table("the far gateway")
