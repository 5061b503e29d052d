# SPDX-License-Identifier: BSD-2-Clause
from guest.capture import Capture
from guest.strongswan import Connection, StrongSwan, multi_tunnel, wait_established
from guest.topology import MultiUplink

PSK = "correct horse battery staple"


def branch(lab, net):
    """strongSwan on g1, with one tunnel over the only uplink."""
    net.g1.ip("link add ipsec1 type xfrm dev lo if_id 1", "link set ipsec1 mtu 1400 up", "route add 10.2.0.0/16 dev ipsec1",
              "route add fd02::/64 dev ipsec1")
    connection = Connection("wan1", net.uplinks[0].address, net.peer_address, 1, local_ts="10.1.0.0/16,fd01::/64",
                            remote_ts="10.2.0.0/16,fd02::/64", local_id="branch.example", remote_id="pop.example")
    return StrongSwan(lab, net.g1, [connection], PSK)


def run(lab):
    net = MultiUplink(uplinks=1).build()
    lab.say("the topology stands")
    peer = multi_tunnel(lab, net, PSK).start()
    own = branch(lab, net).start()
    capture = Capture(lab, net.isp1, "g1")
    own.initiate("wan1")
    wait_established(lab, peer, ["wan1"])
    ping(lab, net, net.H2)
    ping(lab, net, net.H2_V6)
    packets = capture.count("esp")
    lab.expect(packets >= 20, "the pings crossed the uplink as ESP", f"{packets} ESP packets")
    bare = capture.count("icmp or icmp6 and not icmp6[0] >= 133")
    lab.expect(bare == 0, "nothing crossed it in the clear", f"{bare} ICMP packets")


def ping(lab, net, address):
    said = net.h1.run(["ping", "-c", "5", "-i", "0.2", "-W", "2", address], check=False)
    lab.expect(" 0% packet loss" in said, f"h1 reaches {address} through the tunnel", said.strip().splitlines()[-2:])
