# SPDX-License-Identifier: BSD-2-Clause
import re

from guest.failover import Failover
from guest.flows import Flows, Witness, serve
from guest.hawser import Hawser, branch_config
from guest.strongswan import Connection, StrongSwan, follow_tunnels, make_interfaces
from guest.topology import MultiUplink
from guest.traffic import Group, Traffic, expect_none_moved

PSK = "correct horse battery staple"
FLOWS, MORE = 140, 70
NEAR, FAR = "10.1.0.0/16", "10.2.0.0/16"


def config(net):
    """The peer has neither endpoints nor keys."""
    text = branch_config(net, networks=(FAR,), local_networks=(NEAR,))
    text = re.sub(r"^endpoints = .*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"\[peer\.auth\]\n(?:\w+ = .*\n)+", "", text)
    return text + "".join(f'\n[[tunnel]]\nname = "old-{uplink.name}"\npeer = "pop"\nuplink = "{uplink.name}"\n'
                          f'interface = "ipsec{uplink.mark}"\n' for uplink in net.uplinks)


def far_side(net):
    follow_tunnels(net.g2, [1, 2, 3], [NEAR], ["fd01::/64"])
    make_interfaces(net.g2, [1, 2], [NEAR])
    net.g2.ip(f"link add ipsec3 type ipip local {net.peer_address} remote {net.uplinks[2].address} ttl 64",
              "link set ipsec3 mtu 1400 up", f"route add {NEAR} dev ipsec3 table 103")


def near_side(net):
    net.g1.ip(*(f"link add ipsec{mark} type xfrm dev lo if_id {mark}" for mark in (1, 2)),
              f"link add ipsec3 type ipip local {net.uplinks[2].address} remote {net.peer_address} ttl 64",
              *(f"link set ipsec{mark} mtu 1400 up" for mark in (1, 2, 3)))


def strongswans(lab, net):
    pairs = [(uplink.name, uplink.address, uplink.mark) for uplink in net.uplinks[:2]]
    far = StrongSwan(lab, net.g2, [Connection(name, net.peer_address, address, mark, local_ts=FAR, remote_ts=NEAR)
                                   for name, address, mark in pairs], PSK).start()
    near = StrongSwan(lab, net.g1, [Connection(name, address, net.peer_address, mark, local_ts=NEAR, remote_ts=FAR,
                                               local_id="branch.example", remote_id="pop.example")
                                    for name, address, mark in pairs], PSK).start()
    return far, near


def interface_goes_down(lab, net, hawser, traffic):
    before = traffic.where("before-down")
    net.g1.ip("link set ipsec2 down")
    hawser.wait_states("wan2's tunnel is down with its interface", 2, wan1="up", wan2="down", wan3="up")
    reason = hawser.tunnels()["wan2"]["reason"]
    lab.expect("interface ipsec2 is down" in reason, "the status says why", reason)
    during = traffic.where("down")
    others = {key: names for key, names in before.items() if names != {"wan2"}}
    expect_none_moved(lab, others, during, "no flow of the other tunnels moved")
    net.g1.ip("link set ipsec2 up")
    hawser.wait_states("and up with it", 30, wan2="up")


def restart(lab, hawser, traffic):
    before = traffic.where("before-restart")
    traffic.begin("restart")
    hawser.kill()
    hawser.start()
    hawser.wait_states("every tunnel is up when the daemon is back", 5, wan1="up", wan2="up", wan3="up")
    lab.wait_until("every flow is answered", lambda: traffic.answered_in("restart", 5), 20)
    expect_none_moved(lab, before, traffic.arrived(), "a restart of the daemon moves no flow")


def run(lab):
    net = MultiUplink(uplinks=3).build()
    far_side(net)
    near_side(net)
    _, near = strongswans(lab, net)
    hawser = Hawser(lab, net.g1, config(net), {}).start()
    hawser.need_states("the ipip tunnel is up, and those without SAs are not", 30, wan1="down", wan2="down", wan3="up")
    for name in ("wan1", "wan2"):
        near.initiate(name)
    hawser.need_states("the others come up when strongSwan has made its SAs", 30, wan1="up", wan2="up", wan3="up")
    lab.say("\n" + hawser.cli("status"))
    serve(lab, net.h2)
    witness = Witness(lab, net.g2, "ipsec1", "ipsec2", "ipsec3")
    flows = Flows(lab, net.h1, net.H2, FLOWS)
    traffic = Traffic(lab, [Group(flows, witness, {"ipsec1": "wan1", "ipsec2": "wan2", "ipsec3": "wan3"}, more=MORE)])
    story = Failover(lab, net, traffic, [hawser])
    story.begin()
    story.cut()
    story.come_back()
    interface_goes_down(lab, net, hawser, traffic)
    restart(lab, hawser, traffic)
    story.finish()
    story.print_table("the far gateway")
    lab.expect("ipsec1" in net.g1.run(["ip", "link"]) and not hawser.stop(), "the daemon ends")
    hawser.flush()
    lab.expect("ipsec1" in net.g1.run(["ip", "link"]), "and what is not ours stays after --flush")
