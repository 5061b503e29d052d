# SPDX-License-Identifier: BSD-2-Clause
"""Three tunnels between two strongSwans, as the others of this benchmark use them: route-based, an XFRM interface each."""
import events
from guest.strongswan import Connection, StrongSwan, make_interfaces
from guest.topology import MultiUplink

PSK = "correct horse battery staple"
MARKS = (1, 2, 3)
NEAR, FAR = "10.1.0.0/16", "10.2.0.0/16"
UPLINK_OF = {f"ipsec{mark}": f"wan{mark}" for mark in MARKS}
ALL = "0.0.0.0/0"


def inner(mark, site):
    """A tunnel's own address, for routing daemons."""
    return f"10.8.{mark}.{1 if site == 'g1' else 2}"


class Tunnels:
    """`changes` are for the connections of g1's strongSwan, `settings` for the daemon; `routes_of_far` are networks that g2
    reaches by each tunnel in a table of its own, as guest.strongswan has it."""

    def __init__(self, lab, changes=None, routes_of_far=(), **settings):
        self.lab = lab
        self.net = net = MultiUplink(uplinks=3, core=True).build()
        self._interfaces(net.g1, ())
        self._interfaces(net.g2, routes_of_far)
        # Unsteered, all outer packets of g1 leave by one uplink.
        for uplink in net.uplinks:
            net.g1.ip(f"rule add from {uplink.address} lookup {200 + uplink.mark}",
                      f"route add default via {uplink.gateway} dev {uplink.name} table {200 + uplink.mark}")
        events.impair(net)
        self.far = StrongSwan(lab, net.g2, self._connections(near=False), PSK).start()
        self.near = StrongSwan(lab, net.g1, self._connections(near=True, **(changes or {})), PSK, **settings).start()

    def _interfaces(self, site, networks):
        site.sysctl(ipv4__fib_multipath_hash_policy=1)
        make_interfaces(site, MARKS, networks)
        site.ip(*(f"addr add {inner(mark, site.name)}/30 dev ipsec{mark}" for mark in MARKS))

    def _connections(self, near, **changes):
        made = []
        for uplink in self.net.uplinks:
            ends = (uplink.address, self.net.peer_address)
            names = {"local_id": "branch.example", "remote_id": "pop.example"}
            if not near:
                ends, names = ends[::-1], {"local_id": "pop.example", "remote_id": "branch.example"}
            made.append(Connection(uplink.name, *ends, uplink.mark, local_ts=ALL, remote_ts=ALL, **names, **changes))
        return made

    def initiate(self):
        for uplink in self.net.uplinks:
            self.near.initiate(uplink.name)
        self.lab.need("three tunnels are up", lambda: len(self.near.established()) == 3, 30, 0.5)
