# SPDX-License-Identifier: BSD-2-Clause
"""Three tunnels between two strongSwans, as the others of this benchmark use them: route-based, an XFRM interface each."""
import events
from guest.strongswan import Connection, StrongSwan
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
    """`changes` are for the connections of g1's strongSwan, `settings` for the daemon."""

    def __init__(self, lab, changes=None, **settings):
        self.lab = lab
        self.net = net = MultiUplink(uplinks=3, core=True).build()
        for site in (net.g1, net.g2):
            self._interfaces(site)
        # Unsteered, all outer packets of g1 leave by one uplink.
        for uplink in net.uplinks:
            net.g1.ip(f"rule add from {uplink.address} lookup {200 + uplink.mark}",
                      f"route add default via {uplink.gateway} dev {uplink.name} table {200 + uplink.mark}")
        events.impair(net)
        self.far = StrongSwan(lab, net.g2, self._connections(near=False), PSK).start()
        self.near = StrongSwan(lab, net.g1, self._connections(near=True, **(changes or {})), PSK, **settings).start()

    def _interfaces(self, site):
        site.sysctl(ipv4__fib_multipath_hash_policy=1)
        for mark in MARKS:
            site.ip(f"link add ipsec{mark} type xfrm dev lo if_id {mark}", f"link set ipsec{mark} mtu 1400 up",
                    f"addr add {inner(mark, site.name)}/30 dev ipsec{mark}")

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
