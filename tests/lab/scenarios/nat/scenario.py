# SPDX-License-Identifier: BSD-2-Clause
import dataclasses
import ipaddress
import re
import time

from guest.branch import Branch
from guest.capture import Capture
from guest.flows import serve
from guest.hawser import branch_config
from guest.nat import Nat, forge
from guest.topology import MultiUplink, transfer_addresses
from guest.traffic import Traffic, expect_none_moved, on

BEFORE, AFTER = "10000-10999", "20000-20999"
# Seconds: the NAT's patience, how often a keepalive is sent, how long nothing else is.
PATIENCE, KEEPALIVE, SILENCE = 5, 2, 12
IKE = f"""[peer.ike]
nat_keepalive = "{KEEPALIVE}s"
"""
KEEPALIVES = "udp[4:2] = 9 and udp[8] = 0xff"


class Scene:
    """wan1 leads through a NAT, wan2 does not. There are no probes, so that only keepalives and traffic use its mapping."""

    def __init__(self, lab):
        self.lab = lab
        self.net = MultiUplink(uplinks=2).build()
        config = branch_config(self.net, bandwidths=("1Gbit", "1Gbit"))
        self.config = config[:config.index("[peer.probe]")] + IKE
        self.branch = Branch(lab, self.net, self.config)
        self.hawser, self.peer = self.branch.hawser, self.branch.peer
        serve(lab, self.net.h2)

    def ike(self):
        return {name: tunnel["ike"] for name, tunnel in self.hawser.tunnels().items()}

    def spis(self):
        return {name: ike["initiator-spi"] for name, ike in self.ike().items()}

    # Hawser behind the NAT

    def hawser_inside(self):
        lab, net = self.lab, self.net
        outside = str(ipaddress.ip_interface(transfer_addresses(1, net.outer)[0]).ip)
        nat = Nat(net.isp1, "g2", BEFORE, PATIENCE)
        self.peer.connections[0] = dataclasses.replace(self.peer.connections[0], remote=outside)
        capture = Capture(lab, net.isp1, "g2", "udp")
        self.peer.reload()
        self.hawser.start()
        self.hawser.need_states("both tunnels come up", 60, wan1="up", wan2="up")
        ike = self.ike()
        lab.expect(ike["wan1"]["nat-local"] and not ike["wan1"]["nat-remote"] and not ike["wan2"]["nat-local"],
                   "Hawser has found that it is behind a NAT by one uplink, and not by the other")
        self.expect_encapsulation()
        self.silence(nat, capture)
        self.mapping_changes(nat, self.seen_by_strongswan)

    def expect_encapsulation(self):
        encap = {name: {child["encap"] for child in ike["child-sas"].values()} for name, ike in self.ike().items()}
        self.lab.expect(encap == {"wan1": {True}, "wan2": {False}}, "ESP goes in UDP there, and only there", str(encap))

    def silence(self, nat, capture):
        """What the NAT would forget without keepalives."""
        before, sent = nat.mappings(), capture.count(KEEPALIVES)
        time.sleep(SILENCE)
        after, sent = nat.mappings(), capture.count(KEEPALIVES) - sent
        self.lab.expect(sent >= SILENCE // KEEPALIVE - 1, "in silence keepalives go to the peer", f"{sent} in {SILENCE} s")
        self.lab.expect(before and before == after, f"the NAT, which forgets after {PATIENCE} s, still has the mapping",
                        f"{before}, {after}")

    def seen_by_strongswan(self):
        """Where it has the IKE SA's other end, and where its kernel has it."""
        text = next(text for name, text in self.peer.listings() if name == "wan1")
        address, port = re.search(r"'branch.example' @ (\S+)\[(\d+)\]", text).groups()
        return f"{address}:{port}", kernel_ends(self.net.g2, address)

    # strongSwan behind the NAT

    def hawser_outside(self):
        """It takes whoever proves who he is. strongSwan asks every two seconds whether it lives when it hears nothing."""
        lab, net = self.lab, self.net
        self.begin_anew()
        nat = Nat(net.isp1, "g1", BEFORE, PATIENCE)
        self.hawser.write(self.config.replace(f'address = "{net.peer_address}"', 'address = "any"'))
        self.peer.connections = [dataclasses.replace(one, remote=uplink.address, dpd_delay="2s")
                                 for one, uplink in zip(self.peer.connections, net.uplinks)]
        self.peer.start()
        self.hawser.start()
        for name in self.branch.names:
            self.peer.initiate(name)
        self.hawser.need_states("both tunnels come up again, begun by strongSwan", 60, wan1="up", wan2="up")
        ike = self.ike()
        lab.expect(ike["wan1"]["nat-remote"] and not ike["wan1"]["nat-local"] and not ike["wan2"]["nat-remote"],
                   "Hawser has found that its peer is behind a NAT by one uplink, and not by the other")
        self.expect_encapsulation()
        self.mapping_changes(nat, self.seen_by_hawser, self.strangers)

    def begin_anew(self):
        self.hawser.stop()
        self.hawser.flush()
        self.peer.stop()
        self.net.g2.run(["ip", "xfrm", "state", "flush"])
        self.net.g2.run(["ip", "xfrm", "policy", "flush"])
        self.net.isp1.run(["nft", "delete", "table", "ip", "nat"])

    def seen_by_hawser(self):
        ike = self.ike()["wan1"]
        return f"{ike['remote-host']}:{ike['remote-port']}", kernel_ends(self.net.g1, ike["remote-host"])

    def strangers(self, seen):
        """IKE and ESP with the right SPIs, from another port of the NAT's address, by somebody who has no keys."""
        ike = self.ike()["wan1"]
        spi = next(iter(ike["child-sas"].values()))["spi-in"]
        forge(self.net.isp1, f"{self.net.uplinks[0].address}:4500", 30000, ike["initiator-spi"], ike["responder-spi"], spi)
        self.traffic.begin("forged")
        self.lab.wait_until("traffic goes on", lambda: self.traffic.answered_in("forged", 2), 20)
        self.lab.expect(self.seen_by_hawser() == seen, "forged packets from elsewhere lead nothing away", str(seen))

    # Both

    def mapping_changes(self, nat, seen, first_of_all=lambda seen: None):
        """`seen()` is where the side outside has the one behind the NAT."""
        lab = self.lab
        witness = self.branch.witness()
        self.traffic = traffic = Traffic(lab, [self.branch.flows(40, witness)])
        lab.wait_until("every flow is answered", traffic.all_answered, 30)
        before, spis, first = traffic.where("before"), self.spis(), seen()
        lab.expect(first[1] == {first[0]}, "the kernel's SAs go where the IKE SA goes", str(first))
        first_of_all(first)
        traffic.begin("changed")
        nat.change(AFTER)
        lab.need("the IKE SA and the kernel's SAs are at another mapping",
                 lambda: seen()[0] != first[0] and seen()[1] == {seen()[0]}, 60, 0.2)
        lab.wait_until("every flow goes on", lambda: traffic.answered_in("changed", 3), 30)
        now = seen()[0]
        lab.expect(int(now.rpartition(":")[2]) in nat.mappings(), "it is the NAT's", f"{first[0]} -> {now}")
        expect_none_moved(lab, before, traffic.arrived(), "no flow moved")
        lab.expect(self.spis() == spis, "the IKE SAs are the same", f"{spis}, {self.spis()}")
        self.expect_flows(before)
        lab.say("\n" + self.hawser.cli("sas"))
        traffic.stop()
        witness.child.end()

    def expect_flows(self, before):
        report = {flow: one["phases"]["changed"] for flow, one in self.traffic.report().items()}
        other = [report[flow] for flow in on(before, "wan2")]
        lost, gap = sum(one["lost"] for one in other), max(one["longest_gap_ms"] for one in other)
        self.lab.expect(not lost and gap < 2 * self.traffic.interval_ms, "the other tunnel's flows notice nothing",
                        f"{len(other)} flows, {lost} messages lost, longest gap {gap} ms")
        gap = max(report[flow]["longest_gap_ms"] for flow in on(before, "wan1"))
        self.lab.expect(all(flow["alive"] for flow in self.traffic.report().values()), "every flow lives",
                        f"longest gap behind the NAT {gap} ms")


def kernel_ends(site, address):
    """{address:port} of the ends there of the kernel's SAs in UDP."""
    found = set()
    for state in re.split(r"\n(?=src)", site.run(["ip", "xfrm", "state"])):
        ends = re.match(r"src (\S+) dst (\S+)", state)
        ports = re.search(r"espinudp sport (\d+) dport (\d+)", state)
        if ports and address in ends.groups():
            found.add(f"{address}:{ports[1 if ends[1] == address else 2]}")
    return found


def run(lab):
    scene = Scene(lab)
    scene.hawser_inside()
    scene.hawser_outside()
