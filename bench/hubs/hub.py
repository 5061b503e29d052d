# SPDX-License-Identifier: BSD-2-Clause
"""A gateway with as many peers as wanted: h1 - g1 =(w1, w2, w3)= g2 - h2, where g2 is one of the peers and the sink of
what goes to all of them. The others are a configuration, SAs, policies and routes, as they are to a gateway whose peers
are silent."""
import dataclasses

from gateways import ALGORITHM, FAR_NET, IF_ID, NEAR_NET, ONE_ENDPOINT, WINDOW, Gateways, address

TOP = 'forwarding = "auto"\ninterfaces = "{interfaces}"\n'
UPLINK = '[[uplink]]\nname = "wan{n}"\ninterface = "w{n}"\naddress = "10.9.{n}.1"\ngateway = "10.9.{n}.2"\n'
PEER = """
[[peer]]
name = "{name}"
networks = ["{network}"]
local_networks = ["{near}"]
endpoints = [{{ address = "{endpoint}" }}]
uplinks = [{uplinks}]
[peer.auth]
psk_file = "pop.psk"
local_id = "hub.example"
remote_id = "{name}.example"
[peer.probe]
type = "none"
"""


@dataclasses.dataclass(frozen=True)
class Peer:
    name: str
    network: str
    endpoint: str
    uplinks: tuple
    first_tunnel: int

    def tunnels(self):
        """(tunnel's id, uplink's number): ids are given in the order of the file."""
        return [(self.first_tunnel + place, uplink) for place, uplink in enumerate(self.uplinks)]


def make_peers(count, uplinks):
    """The one that packets are sent to is in the middle."""
    peers, tunnel = [], 1
    for number in range(count):
        high, low = number >> 8, number & 255
        if number == count // 2:
            peers.append(Peer("pop", FAR_NET, ONE_ENDPOINT, uplinks, tunnel))
        else:
            peers.append(Peer(f"p{number}", f"10.{32 + high}.{low}.0/24", f"100.{64 + high}.{low}.10", uplinks, tunnel))
        tunnel += len(uplinks)
    return peers


def config(peers, interfaces):
    text = TOP.format(interfaces=interfaces) + "".join(UPLINK.format(n=n) for n in (1, 2, 3))
    text += '[lan]\ninterfaces = ["eth0"]\n'
    return text + "".join(PEER.format(name=peer.name, network=peer.network, near=NEAR_NET, endpoint=peer.endpoint,
                                      uplinks=", ".join(f'"wan{n}"' for n in peer.uplinks)) for peer in peers)


def _spis(peer, tunnel, uplink):
    """Out and in; those of the peer that exists are what g2 has."""
    if peer.network == FAR_NET:
        return 0x1000 + uplink, 0x2000 + uplink
    return 0x100000 + tunnel, 0x200000 + tunnel


def states(peers):
    """Lines for `ip -batch`: two SAs a tunnel, as IKE would have left them."""
    for peer in peers:
        for tunnel, uplink in peer.tunnels():
            here, there = address(uplink), peer.endpoint
            spi_out, spi_in = _spis(peer, tunnel, uplink)
            for source, target, spi in ((here, there, spi_out), (there, here, spi_in)):
                yield (f"xfrm state add src {source} dst {target} proto esp spi {spi} reqid {tunnel} mode tunnel "
                       f"if_id {IF_ID + tunnel} {WINDOW} {ALGORITHM}".replace("'", ""))


def policies(peers):
    """And three policies a tunnel."""
    for peer in peers:
        for tunnel, uplink in peer.tunnels():
            here, there = address(uplink), peer.endpoint
            for direction in ("out", "in", "fwd"):
                out = direction == "out"
                inner = f"src {NEAR_NET} dst {peer.network}" if out else f"src {peer.network} dst {NEAR_NET}"
                outer = f"src {here} dst {there}" if out else f"src {there} dst {here}"
                yield (f"xfrm policy add {inner} dir {direction} if_id {IF_ID + tunnel} tmpl {outer} proto esp "
                       f"reqid {tunnel} mode tunnel")


class HubGateways(Gateways):
    """g2 has its three tunnels; what g1 has is the measurement's business."""

    def __init__(self):
        super().__init__(one_endpoint=True)

    def _xfrm(self, near, number):
        return "" if near else super()._xfrm(near, number)
