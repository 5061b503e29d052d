# SPDX-License-Identifier: BSD-2-Clause
import ipaddress

from guest.branch import Branch
from guest.failover import Failover, expect_own_uplinks
from guest.flows import Witness, serve
from guest.hawser import branch_config
from guest.topology import End, Link, MultiUplink
from guest.traffic import Traffic

INTERNET_HOST, INTERNET = "198.18.0.10", "198.18.0.0/24"
EVERYTHING = ("0.0.0.0/0", "::/0")
PEER_FLOWS, INTERNET_FLOWS, V6_FLOWS = 130, 130, 40
MORE = (30, 30, 10)


class WithInternet(MultiUplink):
    """The multi-uplink topology with a host of the internet, `host`, behind h2; providers answer the branch's network."""

    def __init__(self):
        super().__init__(uplinks=3)
        self.forwarding.add("h2")
        self.links.append(Link(End("host", "eth0", (f"{INTERNET_HOST}/24",)), End("h2", "host", ("198.18.0.1/24",))))
        self.routes += [("host", "default via 198.18.0.1"), ("g2", f"{INTERNET} via {self.H2}")]
        self.routes += [(uplink.isp, f"10.1.0.0/16 via {uplink.address}") for uplink in self.uplinks]


def open_flows(lab, net, branch):
    branch.serve()
    serve(lab, net.host)
    witness = branch.witness()
    return Traffic(lab, [branch.flows(count, witness, target, more, name=f"flows-h1-{name}") for name, count, target, more in (
        ("peer", PEER_FLOWS, net.H2, MORE[0]), ("internet", INTERNET_FLOWS, INTERNET_HOST, MORE[1]),
        ("v6", V6_FLOWS, net.H2_V6, MORE[2]))]), witness


def is_ipsec(key):
    protocol, _, port = key
    return protocol == 50 or (protocol == "udp" and port in (500, 4500))


def on_link(key):
    """Neighbour discovery and the like."""
    return ipaddress.ip_address(key[1]).is_link_local or ipaddress.ip_address(key[1]).is_unspecified


def expect_only_ipsec(lab, outer, inner):
    left = [key for key in outer.seen("out") if not is_ipsec(key) and not on_link(key)]
    lab.expect(not left, "nothing but IKE and ESP leaves by the uplinks", left[:5])
    looped = [key for key in inner.seen("in") if is_ipsec(key)]
    lab.expect(not looped, "no IKE or ESP goes through a tunnel", looped[:5])


def pings(site, target):
    """Answers to three echo requests."""
    said = site.run(["ping", "-c", "3", "-i", "0.2", "-W", "2", target], check=False)
    return said.count("bytes from")


def expect_gateway_in_tunnel(lab, net, inner):
    for target in (net.H2, INTERNET_HOST):
        lab.expect(pings(net.g1, target) == 3, f"the gateway's own packets reach {target}")
    seen = {key[1] for key in inner.seen("in") if key[0] == "icmp"}
    lab.expect(net.G1 in seen, "and they came by a tunnel, from its inner address", seen)


def expect_uplinks_reachable(lab, net, outer):
    """From the gateway and from behind it, each by the uplink whose network it is."""
    for site in (net.g1, net.h1):
        for uplink in net.uplinks:
            lab.expect(pings(site, uplink.gateway) == 3, f"{site.name} reaches {uplink.gateway}, the gateway of {uplink.name}")
    used = {}
    for (protocol, source, _), packets in outer.seen("out").items():
        if protocol == "icmp":
            used.setdefault(source, set()).update(packets)
    wanted = {uplink.address: {uplink.name} for uplink in net.uplinks} | {net.H1: {uplink.name for uplink in net.uplinks}}
    lab.expect(used == wanted, "outside the tunnels", used)


def run(lab):
    net = WithInternet().build()
    config = branch_config(net, networks=EVERYTHING, peer='gateway_traffic = "tunnel"')
    branch = Branch(lab, net, config, local_ts=",".join(EVERYTHING)).start()
    outer = Witness(lab, net.g1, *branch.names)
    traffic, inner = open_flows(lab, net, branch)
    story = Failover(lab, net, traffic, [branch.hawser])
    story.begin()
    expect_gateway_in_tunnel(lab, net, inner)
    expect_only_ipsec(lab, outer, inner)
    expect_uplinks_reachable(lab, net, outer)
    outer.clear()
    story.cut()
    story.come_back()
    story.finish()
    expect_only_ipsec(lab, outer, inner)
    expect_own_uplinks(lab, net, outer)
    story.print_table("strongSwan")
