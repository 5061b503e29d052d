# SPDX-License-Identifier: BSD-2-Clause
from guest.flows import Flows, Witness, serve
from guest.strongswan import Connection, StrongSwan, multi_tunnel, wait_established
from guest.topology import MultiUplink

PSK = "correct horse battery staple"
FLOWS = 120


def branch(lab, net):
    """strongSwan on g1: a tunnel by each uplink, outer packets steered by their source, flows hashed over the tunnels."""
    connections = []
    for uplink in net.uplinks:
        net.g1.ip(f"link add ipsec{uplink.mark} type xfrm dev lo if_id {uplink.mark}",
                  f"link set ipsec{uplink.mark} mtu 1400 up",
                  f"rule add from {uplink.address} lookup {200 + uplink.mark} pref {2000 + uplink.mark}",
                  f"route add default via {uplink.gateway} table {200 + uplink.mark}")
        connections.append(Connection(uplink.name, uplink.address, net.peer_address, uplink.mark, local_ts="10.1.0.0/16",
                                      remote_ts="10.2.0.0/16", local_id="branch.example", remote_id="pop.example"))
    net.g1.sysctl(ipv4__fib_multipath_hash_policy=1)
    net.g1.ip("route add 10.2.0.0/16 " + " ".join(f"nexthop dev ipsec{uplink.mark}" for uplink in net.uplinks))
    return StrongSwan(lab, net.g1, connections, PSK)


def esp_by_uplink(witness):
    """{source address of ESP: the uplinks by which it left}."""
    return {source: set(packets) for (protocol, source, _), packets in witness.seen("out").items() if protocol == 50}


def names_of(table):
    return {key: set(packets) for key, packets in table.items()}


def run(lab):
    net = MultiUplink(uplinks=3).build()
    names = [uplink.name for uplink in net.uplinks]
    peer = multi_tunnel(lab, net, PSK).start()
    own = branch(lab, net).start()
    for name in names:
        own.initiate(name)
    wait_established(lab, peer, names)
    serve(lab, net.h2)
    inner = Witness(lab, net.g2, "ipsec1", "ipsec2", "ipsec3")
    outer = Witness(lab, net.g1, *names)
    flows = Flows(lab, net.h1, net.H2, FLOWS)
    lab.need("every flow is answered", flows.all_answered, 20)
    came = inner.seen("in", port=7000)
    used = {name for packets in came.values() for name in packets}
    lab.expect(len(came) == FLOWS and len(used) == 3, "flows came by all three tunnels", f"{len(came)} flows, {sorted(used)}")
    lab.wait_until("every flow is answered by the tunnel it came by", lambda: names_of(came) == names_of(inner.answers()), 5)
    esp = esp_by_uplink(outer)
    lab.expect(esp == {uplink.address: {uplink.name} for uplink in net.uplinks},
               "the ESP of each tunnel left by its own uplink", esp)
