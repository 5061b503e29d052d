# SPDX-License-Identifier: BSD-2-Clause
"""Namespaces and veth pairs from a declaration, and the topology that most scenarios use."""
import dataclasses
import ipaddress

from guest import process
from guest.site import Site


@dataclasses.dataclass(frozen=True)
class End:
    """One end of a link: site, interface, addresses with prefix length."""
    site: str
    interface: str
    addresses: tuple


@dataclasses.dataclass(frozen=True)
class Link:
    a: End
    b: End
    mtu: int = 1500


class Topology:
    """Sites joined by veth pairs. `sites` maps names to Site objects once built."""
    link_maker = ("ip",)

    def __init__(self, links, routes=(), forwarding=()):
        """`routes` is a list of (site, "PREFIX via GATEWAY ..."); `forwarding` names the sites that are routers."""
        self.links, self.routes, self.forwarding = list(links), list(routes), set(forwarding)
        self.sites = {}

    def __getattr__(self, name):
        try:
            return self.__dict__["sites"][name]
        except KeyError:
            raise AttributeError(name) from None

    def build(self):
        names = dict.fromkeys(end.site for link in self.links for end in (link.a, link.b))
        self.sites = {name: self.make_site(name) for name in names}
        for name, site in self.sites.items():
            self._prepare(name, site)
        process.run([*self.link_maker, "-batch", "-"], stdin="".join(
            f"link add {link.a.interface} mtu {link.mtu} netns {link.a.site} type veth "
            f"peer {link.b.interface} mtu {link.mtu} netns {link.b.site}\n" for link in self.links))
        for name, site in self.sites.items():
            self._configure(name, site)
        return self

    def make_site(self, name):
        return Site(name)

    def close(self):
        """Takes it all away, so that another can be built with these names."""
        for site in self.sites.values():
            site.close()

    def _prepare(self, name, site):
        """Before the interfaces: they take over the defaults when they are made. Without duplicate address detection
        an IPv6 address is usable at once."""
        forward = 1 if name in self.forwarding else 0
        site.sysctl(ipv4__ip_forward=forward, ipv6__conf__all__forwarding=forward,
                    ipv6__conf__all__accept_dad=0, ipv6__conf__default__accept_dad=0,
                    ipv4__conf__all__rp_filter=0, ipv4__conf__default__rp_filter=0)

    def _configure(self, name, site):
        lines = []
        for end in (end for link in self.links for end in (link.a, link.b) if end.site == name):
            lines += [f"addr add {address} dev {end.interface} {'nodad' if ':' in address else ''}"
                      for address in end.addresses]
            lines.append(f"link set {end.interface} up")
        lines += [f"route add {route}" for site_name, route in self.routes if site_name == name]
        site.ip(*lines)


@dataclasses.dataclass(frozen=True)
class Uplink:
    """One way from g1 to the world: what a test needs to know of it."""
    name: str          # also the interface's name in g1
    isp: str           # the router's site
    address: str       # g1's
    gateway: str       # the router's
    prefix: str        # both with their length
    mark: int          # 1, 2, 3 ...


class ProvidedTopology(Topology):
    """A topology whose uplinks lead to routers, each a site `isp` whose interface `g1` is the gateway's side."""

    def cut(self, uplink, rule="drop;"):
        """The router drops everything silently, or what a rule says; carrier stays on both sides."""
        self.sites[uplink.isp].nft(f"table inet cut {{ chain forward {{ type filter hook forward priority -300; {rule} }}\n }}")

    def restore(self, uplink):
        self.sites[uplink.isp].run(["nft", "delete", "table", "inet", "cut"])

    def impair(self, uplink, netem="", site_interface=None):
        """netem on both directions of an uplink inside its router, such as "delay 20ms loss 1%"; "" takes it away."""
        router = self.sites[uplink.isp]
        for interface in site_interface or ("g1", "g2"):
            if netem:
                router.run(f"tc qdisc replace dev {interface} root netem limit 10000 {netem}")
            else:
                router.run(["tc", "qdisc", "del", "dev", interface, "root"], check=False)

    def carrier(self, uplink, up):
        """Takes the carrier of the gateway's uplink away, or gives it back, by the far end."""
        self.sites[uplink.isp].ip(f"link set g1 {'up' if up else 'down'}")


class MultiUplink(ProvidedTopology):
    """h1 - g1 =(wan1, wan2, wan3)= isp1, isp2, isp3 - g2 - h2.

    g1 has one uplink per router and a default route by each, wan1 preferred. g2 has one outer address, reached over
    every router. Site 1 is 10.1.0.0/16 and fd01::/64 behind eth0 of g1, site 2 is 10.2.0.0/16 and fd02::/64.

    With `core`, the routers lead to one more, `core`, and g2 has one uplink `wan` to it (`far_uplink`).
    """
    H1, H2, G1, G2 = "10.1.0.10", "10.2.0.10", "10.1.0.1", "10.2.0.1"
    H1_V6, H2_V6, G1_V6, G2_V6 = "fd01::10", "fd02::10", "fd01::1", "fd02::1"

    def __init__(self, uplinks=3, outer="v4", mtu=1500, core=False):
        self.outer = outer
        self.far_side = "core" if core else "g2"
        self.peer_address = "203.0.113.10" if outer == "v4" else "2001:db8:f::10"
        self.uplinks = [make_uplink(number, outer) for number in range(1, uplinks + 1)]
        routers = [uplink.isp for uplink in self.uplinks]
        self.far_uplink = _far_uplink(self.peer_address, outer) if core else None
        super().__init__(self._links(mtu), self._routes(), {"g1", "g2", self.far_side, *routers})

    def _links(self, mtu):
        links = [Link(End("h1", "eth0", ("10.1.0.10/16", "fd01::10/64")), End("g1", "eth0", ("10.1.0.1/16", "fd01::1/64"))),
                 Link(End("h2", "eth0", ("10.2.0.10/16", "fd02::10/64")), End("g2", "eth0", ("10.2.0.1/16", "fd02::1/64")))]
        for uplink in self.uplinks:
            near, far = transfer_addresses(uplink.mark, self.outer)
            links.append(access_link("g1", uplink, "g1", mtu))
            links.append(Link(End(uplink.isp, "g2", (near,)), End(self.far_side, uplink.isp, (far,)), mtu))
        if self.far_uplink:
            links.append(access_link("g2", self.far_uplink, "g2", mtu))
        return links

    def _routes(self):
        routes = [("h1", "default via 10.1.0.1"), ("h1", "default via fd01::1"),
                  ("h2", "default via 10.2.0.1"), ("h2", "default via fd02::1")]
        for uplink in self.uplinks:
            near, far = (str(ipaddress.ip_interface(text).ip) for text in transfer_addresses(uplink.mark, self.outer))
            routes += [("g1", f"default via {uplink.gateway} dev {uplink.name} metric {uplink.mark}"),
                       (uplink.isp, f"{self.peer_address} via {far}"),
                       (self.far_side, f"{uplink.prefix} via {near}")]
        if self.far_uplink:
            routes.append(("g2", f"default via {self.far_uplink.gateway}"))
        return routes

    def build(self):
        super().build()
        if not self.far_uplink:
            self.g2.ip(f"addr add {self.peer_address} dev lo {'nodad' if self.outer == 'v6' else ''}")
        return self


def make_uplink(number, outer):
    """The documentation prefixes have room for four uplinks over IPv4."""
    if outer == "v4":
        base = ipaddress.ip_address("198.51.100.0") + (number - 1) * 64
        return Uplink(f"wan{number}", f"isp{number}", str(base + 2), str(base + 1), f"{base}/26", number)
    base = ipaddress.ip_address(f"2001:db8:{number}::")
    return Uplink(f"wan{number}", f"isp{number}", str(base + 2), str(base + 1), f"{base}/64", number)


def _far_uplink(address, outer):
    if outer == "v4":
        return Uplink("wan", "core", address, "203.0.113.1", "203.0.113.0/24", 0)
    return Uplink("wan", "core", address, "2001:db8:f::1", "2001:db8:f::/64", 0)


def access_link(site, uplink, router_interface, mtu):
    """The link of an uplink, from a gateway to its router."""
    length = uplink.prefix.split("/")[1]
    return Link(End(site, uplink.name, (f"{uplink.address}/{length}",)),
                End(uplink.isp, router_interface, (f"{uplink.gateway}/{length}",)), mtu)


def transfer_addresses(number, outer):
    """The link between a router and the far side: (router's, the other's) with length."""
    if outer == "v4":
        base = ipaddress.ip_address("192.0.2.128") + 4 * number
        return f"{base + 1}/30", f"{base + 2}/30"
    base = ipaddress.ip_address(f"2001:db8:e{number}::")
    return f"{base + 1}/64", f"{base + 2}/64"
