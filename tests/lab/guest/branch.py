# SPDX-License-Identifier: BSD-2-Clause
"""The pair that most scenarios begin with: Hawser on g1 with an uplink per router, strongSwan on g2."""
from guest.flows import Flows, Witness, serve
from guest.hawser import Hawser, branch_config
from guest.strongswan import multi_tunnel, wait_established
from guest.traffic import Group

PSK = "correct horse battery staple"


class Branch:
    """Both gateways, a tunnel by each uplink up. `config` is Hawser's; `changes` are for strongSwan's connections."""

    def __init__(self, lab, net, config=None, **changes):
        self.lab, self.net = lab, net
        self.names = [uplink.name for uplink in net.uplinks]
        # The strongSwan side has one XFRM interface per uplink: its number is the uplink's.
        self.uplink_of = {f"ipsec{uplink.mark}": uplink.name for uplink in net.uplinks}
        self.peer = multi_tunnel(lab, net, PSK, start_action="none", **changes).start()
        self.hawser = Hawser(lab, net.g1, config or branch_config(net), {"pop.psk": PSK})

    def start(self):
        self.hawser.start()
        self.hawser.need_states("three tunnels come up", 60, **{name: "up" for name in self.names})
        wait_established(self.lab, self.peer, self.names)
        self.lab.say("\n" + self.hawser.cli("status"))
        return self

    def witness(self):
        """Listens on the strongSwan side's tunnels."""
        return Witness(self.lab, self.net.g2, *self.uplink_of)

    def flows(self, count, witness, target=None, more=0, **settings):
        """Flows from h1 to h2, or to another address that answers there."""
        flows = Flows(self.lab, self.net.h1, target or self.net.H2, count, **settings)
        return Group(flows, witness, self.uplink_of, more=more)

    def serve(self):
        serve(self.lab, self.net.h2)
