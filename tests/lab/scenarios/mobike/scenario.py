# SPDX-License-Identifier: BSD-2-Clause
import dataclasses
import ipaddress
import re

from guest.branch import Branch
from guest.hawser import branch_config
from guest.strongswan import wait_established
from guest.topology import MultiUplink
from guest.traffic import Traffic, expect_none_moved, on

NEW = {"wan1": "198.51.100.7", "wan2": "198.51.100.71"}


class Scene:
    def __init__(self, lab):
        self.lab = lab
        self.net = net = MultiUplink(uplinks=2).build()
        # The address is the interface's.
        config = branch_config(net, bandwidths=("1Gbit", "1Gbit"), local_id="{uplink}.branch.example")
        for uplink in net.uplinks:
            config = config.replace(f'address = "{uplink.address}"\n', "")
        self.branch = Branch(lab, net, config)
        self.hawser, self.peer = self.branch.hawser, self.branch.peer
        # Without MOBIKE strongSwan lets go of the old address's SAs for another of the same identity. It asks nobody whether he lives
        # as long as the policies that both SAs share are used.
        self.peer.connections = [dataclasses.replace(one, remote=uplink.prefix, mobike="yes" if uplink.name == "wan1" else "no",
                                                     unique="replace", remote_id=f"{uplink.name}.branch.example")
                                 for one, uplink in zip(self.peer.connections, net.uplinks)]
        self.peer.reload()
        self.branch.start()
        self.branch.serve()
        self.traffic = Traffic(lab, [self.branch.flows(40, self.branch.witness())])
        lab.wait_until("every flow is answered", self.traffic.all_answered, 30)

    def ike(self, name):
        return self.hawser.tunnels()[name]["ike"]

    def sas_of(self, name):
        """What names the tunnel's SAs."""
        ike = self.ike(name)
        return {ike.get("initiator-spi"), *(child["spi-in"] for child in ike["child-sas"].values())}

    def renumber(self, uplink):
        """As a lease that ends: the new address is there, then the old one is not."""
        length = uplink.prefix.split("/")[1]
        self.net.g1.sysctl(**{f"ipv4__conf__{uplink.name}__promote_secondaries": 1})
        self.net.g1.ip(f"addr add {NEW[uplink.name]}/{length} dev {uplink.name}",
                       f"addr del {uplink.address}/{length} dev {uplink.name}")

    def arrives(self, uplink):
        """The tunnel is up from the new address, and both kernels have its SAs there and nowhere else."""
        new = NEW[uplink.name]
        ends = [ends_below(site, uplink.prefix) for site in (self.net.g1, self.net.g2)]
        return self.ike(uplink.name).get("local-host") == new and self.hawser.states()[uplink.name] == "up" and \
            ends == [{new}, {new}]

    def change(self, uplink):
        """Both tunnels' flows before it, the report of the phase, and how they arrive after it."""
        lab, phase = self.lab, f"{uplink.name}-moves"
        before = self.traffic.where(f"before-{uplink.name}")
        self.traffic.begin(phase)
        self.renumber(uplink)
        lab.need(f"{uplink.name} has a new address, and its tunnel is there", lambda: self.arrives(uplink), 90)
        lab.wait_until("every flow goes on", lambda: self.traffic.answered_in(phase, 3), 30)
        report = {flow: one["phases"][phase] for flow, one in self.traffic.report().items()}
        other = next(name for name in self.branch.names if name != uplink.name)
        lost, gap = loss(report, on(before, other))
        lab.expect(not lost and gap < 2 * self.traffic.interval_ms, f"the flows of {other} notice nothing",
                   f"{lost} messages lost, longest gap {gap} ms")
        lost, gap = loss(report, on(before, uplink.name))
        lab.expect(all(flow["alive"] for flow in self.traffic.report().values()), "every flow lives",
                   f"{uplink.name}: {lost} messages lost, longest gap {gap} ms")
        return before, self.traffic.arrived()

    def with_mobike(self):
        uplink, lab = self.net.uplinks[0], self.lab
        sas, other = self.sas_of("wan1"), self.sas_of("wan2")
        before, after = self.change(uplink)
        expect_none_moved(lab, before, after, "no flow moved")
        lab.expect(self.sas_of("wan1") == sas, "with MOBIKE the SAs are the same", str(sas))
        lab.expect(self.sas_of("wan2") == other, "the other tunnel's SAs are the same")

    def without_mobike(self):
        uplink, lab = self.net.uplinks[1], self.lab
        sas, other = self.sas_of("wan2"), self.sas_of("wan1")
        before, after = self.change(uplink)
        lab.expect({flow: after[flow] for flow in on(before, "wan1")} == {flow: {"wan1"} for flow in on(before, "wan1")},
                   "no flow of the other tunnel moved")
        lab.expect(not self.sas_of("wan2") & sas, "without MOBIKE the SAs are new ones")
        lab.expect(self.sas_of("wan1") == other, "the other tunnel's SAs are the same")
        wait_established(lab, self.peer, self.branch.names)


def loss(report, flows):
    return sum(report[flow]["lost"] for flow in flows), max(report[flow]["longest_gap_ms"] for flow in flows)


def ends_below(site, prefix):
    """The addresses of the uplink between which the kernel's SAs go."""
    network = ipaddress.ip_network(prefix, strict=False)
    found = re.findall(r"^src (\S+) dst (\S+)", site.run(["ip", "xfrm", "state"]), re.M)
    return {address for pair in found for address in pair if ipaddress.ip_address(address) in network}


def run(lab):
    scene = Scene(lab)
    scene.with_mobike()
    scene.without_mobike()
    lab.say("\n" + scene.hawser.cli("sas"))
