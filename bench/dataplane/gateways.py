# SPDX-License-Identifier: BSD-2-Clause
"""Two gateways with three tunnels of static SAs between them: h1 - g1 =(w1, w2, w3)= g2 - h2.

Every measurement has one of its own, because a namespace that has had a policy rule stays slow for good. Neighbours are
permanent and no daemon runs: nothing happens but the packets that are counted.
"""
from guest.topology import End, Link, Topology

TUNNELS = (1, 2, 3)
NEAR_NET, FAR_NET = "10.1.0.0/16", "10.2.0.0/16"
H1, H2 = "10.1.0.10", "10.2.0.10"
ONE_ENDPOINT = "203.0.113.10"
# The same numbers as hawserd's, so that one set of SAs serves whoever uses it.
IF_ID = 0x68770000
KEY = "0x000102030405060708090a0b0c0d0e0f10111213"
# As hawserd installs SAs: extended sequence numbers, and a window for them.
ALGORITHM = f"aead 'rfc4106(gcm(aes))' {KEY} 128"
WINDOW = "replay-window 1024 flag esn"


def address(number):
    return f"10.9.{number}.1"


class Gateways(Topology):
    """`one_endpoint`: all tunnels lead to one address of g2; else each to an address of its own at the other end of its
    uplink, which no other uplink reaches."""

    def __init__(self, one_endpoint=False):
        self.one_endpoint = one_endpoint
        links = [Link(End("h1", "eth0", (f"{H1}/16",)), End("g1", "eth0", ("10.1.0.1/16",))),
                 Link(End("h2", "eth0", (f"{H2}/16",)), End("g2", "eth0", ("10.2.0.1/16",)))]
        links += [Link(End("g1", f"w{n}", (f"{address(n)}/24",)), End("g2", f"w{n}", (f"10.9.{n}.2/24",))) for n in TUNNELS]
        routes = [("h1", "default via 10.1.0.1"), ("h2", "default via 10.2.0.1")]
        if one_endpoint:
            routes += [("g1", f"default via 10.9.{n}.2 dev w{n} metric {n}") for n in TUNNELS]
        super().__init__(links, routes, forwarding=("g1", "g2"))

    def _prepare(self, name, site):
        super()._prepare(name, site)
        # Without link-local addresses IPv6 says nothing by itself.
        site.sysctl(ipv6__conf__default__addr_gen_mode=1)

    def endpoint(self, number):
        return ONE_ENDPOINT if self.one_endpoint else f"10.9.{number}.2"

    def build(self):
        super().build()
        if self.one_endpoint:
            self.g2.ip(f"addr add {ONE_ENDPOINT}/32 dev lo")
        for link in self.links:
            self._know_each_other(link.a, link.b)
            self._know_each_other(link.b, link.a)
        for near, far in (("g1", "g2"), ("g2", "g1")):
            self.sites[near].run("\n".join(self._xfrm(near == "g1", number) for number in TUNNELS))
        # The far gateway answers by the first tunnel, whoever the near one is.
        self.g2.ip("link add x1 type xfrm if_id %d" % (IF_ID + 1), "link set x1 mtu 1400 up", f"route add {NEAR_NET} dev x1")
        return self

    def mac(self, site, interface):
        return self.sites[site].run(["cat", f"/sys/class/net/{interface}/address"]).strip()

    def _know_each_other(self, one, other):
        for text in other.addresses:
            self.sites[one.site].ip(f"neigh replace {text.split('/')[0]} lladdr {self.mac(other.site, other.interface)} "
                                    f"dev {one.interface} nud permanent")

    def _xfrm(self, near, number):
        """`ip xfrm` lines of one tunnel on one side."""
        here, there = (address(number), self.endpoint(number)) if near else (self.endpoint(number), address(number))
        own, others = (NEAR_NET, FAR_NET) if near else (FAR_NET, NEAR_NET)
        if_id, spi_out, spi_in = IF_ID + number, (1 if near else 2) * 4096 + number, (2 if near else 1) * 4096 + number
        lines = []
        for source, target, spi in ((here, there, spi_out), (there, here, spi_in)):
            lines.append(f"ip xfrm state add src {source} dst {target} proto esp spi {spi} reqid {number} mode tunnel "
                         f"if_id {if_id} {WINDOW} {ALGORITHM}")
        for direction in ("out", "in", "fwd"):
            source, target = (own, others) if direction == "out" else (others, own)
            outer = f"src {here} dst {there}" if direction == "out" else f"src {there} dst {here}"
            lines.append(f"ip xfrm policy add src {source} dst {target} dir {direction} if_id {if_id} "
                         f"tmpl {outer} proto esp reqid {number} mode tunnel")
        return "\n".join(lines)
