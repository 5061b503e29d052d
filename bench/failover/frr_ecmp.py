# SPDX-License-Identifier: BSD-2-Clause
"""FRR on both gateways: BGP over each tunnel, BFD for each session, multipath routes."""
import events
from guest.frr import Frr
from load import Load
from story import live_through
from tunnels import FAR, MARKS, NEAR, UPLINK_OF, Tunnels, inner

BFD = """bfd
 profile tunnel
  detect-multiplier 3
  receive-interval {ms}
  transmit-interval {ms}
"""
BGP = """router bgp {own}
 bgp router-id {router}
 no bgp ebgp-requires-policy
{neighbours} address-family ipv4 unicast
  network {network}
  maximum-paths 3
"""
NEIGHBOUR = """ neighbor {remote} remote-as {other}
 neighbor {remote} timers connect 5
 neighbor {remote} bfd
 neighbor {remote} bfd profile tunnel
"""
# FRR's own default; and what finds a dead path as soon as our two profiles do.
INTERVALS_MS = (300, 80)


def gateway(lab, site, interval_ms):
    near = site.name == "g1"
    own, other = (65001, 65002) if near else (65002, 65001)
    neighbours = "".join(NEIGHBOUR.format(remote=inner(mark, "g2" if near else "g1"), other=other) for mark in MARKS)
    bgp = BGP.format(own=own, router=inner(1, site.name), neighbours=neighbours, network=NEAR if near else FAR)
    return Frr(lab, site, {"zebra": "", "bfdd": BFD.format(ms=interval_ms), "bgpd": bgp})


def paths(site, network):
    return site.run(["ip", "route", "show", network]).count("dev ipsec")


def black_hole(lab, tunnels, load, interval_ms):
    net, uplink = tunnels.net, tunnels.net.uplinks[0]
    gateways = [gateway(lab, site, interval_ms).start() for site in (net.g1, net.g2)]
    lab.need("three paths each way", lambda: paths(net.g1, FAR) == 3 and paths(net.g2, NEAR) == 3, 120, 0.5)
    row = live_through(load, f"frr-bfd-{interval_ms}ms-x3", "black hole", uplink, 60)
    events.undo(net, "black hole", uplink)
    for one in gateways:
        one.stop()
    return row


def rows(lab):
    tunnels = Tunnels(lab)
    tunnels.initiate()
    load = Load(lab, tunnels.net, UPLINK_OF, UPLINK_OF)
    for interval_ms in INTERVALS_MS:
        yield black_hole(lab, tunnels, load, interval_ms)
