# SPDX-License-Identifier: BSD-2-Clause
import pathlib
import re
import time

from guest.branch import PSK
from guest.flows import Flows, Witness, serve
from guest.hawser import Hawser, branch_config
from guest.strongswan import Connection, multi_tunnel, wait_established
from guest.topology import MultiUplink
from guest.traffic import Group, Traffic

NAME_SERVER = "203.0.113.53"
OTHER = "203.0.113.20"
SELECTORS = {"local_ts": "0.0.0.0/0", "remote_ts": "10.1.0.0/16"}
SERVER = pathlib.Path(__file__).with_name("dns_server.py")


def config(net):
    text = branch_config(net, networks=("0.0.0.0/0",), local_networks=("10.1.0.0/16",))
    text = text.replace(f'address = "{net.peer_address}"', 'address = "pop.example"')
    return text + f'\n[dns]\nservers = "{NAME_SERVER}"\ninterval = "10s"\n'


def far_side(lab, net):
    """Both addresses of the peer's, and its name server, behind every router."""
    net.g2.ip(f"addr add {OTHER} dev lo", f"addr add {NAME_SERVER} dev lo")
    for uplink in net.uplinks:
        via = re.search(rf"{re.escape(net.peer_address)} via (\S+)", net.sites[uplink.isp].run(["ip", "route"]))[1]
        net.sites[uplink.isp].ip(f"route add {OTHER} via {via}", f"route add {NAME_SERVER} via {via}")
    peer = multi_tunnel(lab, net, PSK, start_action="none", **SELECTORS)
    peer.connections += [Connection(f"{uplink.name}-moved", OTHER, uplink.address, uplink.mark, **SELECTORS)
                         for uplink in net.uplinks]
    return peer.start()


def run(lab):
    net = MultiUplink(uplinks=3).build()
    peer = far_side(lab, net)
    where = lab.results / "pop.example"
    where.write_text(net.peer_address)
    hawser = Hawser(lab, net.g1, config(net), {"pop.psk": PSK}).start()
    names = [uplink.name for uplink in net.uplinks]
    lab.wait_until("the status says that the name is not resolved",
                   lambda: all("pop.example" in tunnel["reason"] and tunnel["state"] == "down"
                               for tunnel in hawser.tunnels().values()), 30, 0.5)
    lab.say(hawser.tunnels()["wan1"]["reason"])
    server = lab.spawn("dns", ["/usr/bin/python3", SERVER, NAME_SERVER, where], site=net.g2)
    lab.need("the name server listens", lambda: "ready" in server.text(), 20)
    hawser.need_states("the tunnels come up when a name server answers", 90, wan1="up", wan2="up", wan3="up")
    wait_established(lab, peer, names)
    lab.expect(all(tunnel["endpoint"] == f"pop.example ({net.peer_address})" for tunnel in hawser.tunnels().values()),
               "the status shows name and address", hawser.tunnels()["wan1"]["endpoint"])
    serve(lab, net.h2)
    uplink_of = {f"ipsec{uplink.mark}": uplink.name for uplink in net.uplinks}
    traffic = Traffic(lab, [Group(Flows(lab, net.h1, net.H2, 60), Witness(lab, net.g2, *uplink_of), uplink_of)])
    lab.need("every flow is answered", traffic.all_answered, 20)

    asked = len(server.text().splitlines())
    lab.wait_until("the name is asked for again and again", lambda: len(server.text().splitlines()) >= asked + 6, 30, 0.5)
    askers = set(re.findall(r"asked by (\S+)", server.text()))
    lab.expect(askers == {uplink.address for uplink in net.uplinks}, "each uplink asks from its own address, outside of the bundle",
               sorted(askers))

    lab.say("the peer moves to another address, and its name follows")
    ids = {name: tunnel["ike"]["uniqueid"] for name, tunnel in hawser.tunnels().items()}
    time.sleep(11)
    lab.expect(ids == {name: tunnel["ike"]["uniqueid"] for name, tunnel in hawser.tunnels().items()},
               "an answer that says the same changes nothing")
    where.write_text(OTHER)
    lab.wait_until("the tunnels go to the new address",
                   lambda: all(OTHER in tunnel["endpoint"] for tunnel in hawser.tunnels().values()), 20, 0.2)
    hawser.wait_states("and are up there", 30, wan1="up", wan2="up", wan3="up")
    wait_established(lab, peer, [f"{name}-moved" for name in names])
    traffic.begin("moved")
    lab.wait_until("every flow goes on", lambda: traffic.answered_in("moved", 2), 20)
    report = traffic.stop()
    dead = [key for key, flow in report.items() if not flow["alive"]]
    lab.expect(not dead, "every flow lives", f"{len(dead)} died: {dead[:3]}")
