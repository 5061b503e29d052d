# SPDX-License-Identifier: BSD-2-Clause
import re
import time

from guest.branch import Branch
from guest.flow_table import gap, lost, print_lines
from guest.hawser import branch_config
from guest.lab import poll
from guest.topology import MultiUplink
from guest.traffic import Traffic

FLOWS = 90
OUR_PROTOCOL = "104"
DROP_ESP = "table inet life { chain forward { type filter hook forward priority -300; meta l4proto esp drop; }\n }"
CAPTIVE = """table inet life { chain forward { type filter hook forward priority -300; udp dport 53 accept
    udp sport 53 accept; drop; }\n }"""


def living_config(net):
    """Addresses and gateways are whatever the interfaces have; the last uplink may be absent."""
    text = re.sub(r'^(address|gateway) = .*\n', "", branch_config(net), flags=re.MULTILINE)
    return text.replace('interface = "wan3"\n', 'interface = "wan3"\nhotplug = true\n')


class Life:
    def __init__(self, lab):
        self.lab, self.net = lab, MultiUplink(uplinks=3).build()
        self.one, self.two, self.three = self.net.uplinks
        self.g1 = self.net.g1
        self.branch = Branch(lab, self.net, living_config(self.net))
        self.hawser = self.branch.hawser
        for connection, uplink in zip(self.branch.peer.connections, self.net.uplinks):
            connection.remote = uplink.prefix
            connection.extra = "mobike = no" if uplink is self.two else "mobike = yes"
        self.branch.peer.reload()
        self.phases = []

    # No carrier at start

    def start_without_carrier(self):
        self.net.carrier(self.one, False)
        self.hawser.start()
        self.hawser.need_states("the other tunnels come up while wan1 has no carrier", 60, wan1="down", wan2="up", wan3="up")
        reason = self.hawser.tunnels()["wan1"]["reason"]
        self.lab.expect("no carrier" in reason, "the status says why wan1 is down", reason)
        self.net.carrier(self.one, True)
        self.g1.ip(f"route replace default via {self.one.gateway} dev wan1 metric 1")
        self.hawser.need_states("wan1 comes up when its cable is put in", 20, wan1="up")
        self.branch.serve()
        self.traffic = Traffic(self.lab, [self.branch.flows(FLOWS, self.branch.witness())])
        self.lab.need("every flow is answered", self.traffic.all_answered, 20)

    # One event

    def event(self, name, victims, what, happen):
        """`happen` does something to the uplinks `victims` and waits until their tunnels are well again."""
        before = self.traffic.where(f"before-{name}")
        self.lab.say(what)
        self.traffic.begin(name)
        happen()
        others = {key for key, names in before.items() if not names & set(victims)}
        arrived = self.traffic.arrived()
        moved = [key for key in others if arrived.get(key) != before[key]]
        self.lab.expect(others and not moved, f"no flow of the other tunnels moved: {name}", f"{len(moved)} of {len(others)}")
        self.phases.append((name, what, others))

    def well(self, what, timeout):
        self.hawser.wait_states(what, timeout, **{uplink.name: "up" for uplink in self.net.uplinks})

    # What happens

    def new_address(self, uplink, suffix):
        """As a DHCP client does it that has been given another address."""
        length = uplink.prefix.split("/")[1]
        new = f"{uplink.address.rsplit('.', 1)[0]}.{suffix}"
        self.g1.ip(f"addr flush dev {uplink.name}", f"addr add {new}/{length} dev {uplink.name}",
                   f"route replace default via {uplink.gateway} dev {uplink.name} metric {uplink.mark}")
        return new

    def address_with_mobike(self):
        sa = self.hawser.tunnels()["wan3"]["ike"]
        new = self.new_address(self.three, 140)
        self.lab.wait_until("wan3's IKE is at the new address", lambda: self.local_host("wan3") == new, 10)
        self.well("wan3 is up at its new address", 20)
        self.lab.expect(self.hawser.tunnels()["wan3"]["ike"]["uniqueid"] == sa["uniqueid"], "the IKE SA went with it (MOBIKE)")

    def address_without_mobike(self):
        sa = self.hawser.tunnels()["wan2"]["ike"]
        new = self.new_address(self.two, 80)
        self.lab.wait_until("wan2's IKE is at the new address", lambda: self.local_host("wan2") == new, 10)
        self.well("wan2 is up at its new address", 20)
        self.lab.expect(self.hawser.tunnels()["wan2"]["ike"]["uniqueid"] != sa["uniqueid"],
                        "its SAs were made anew, for its peer has no MOBIKE")

    def new_gateway(self):
        length = self.two.prefix.split("/")[1]
        gateway = f"{self.two.gateway.rsplit('.', 1)[0]}.70"
        # The first address of a network takes the later ones with it.
        self.net.isp2.ip(f"addr del {self.two.gateway}/{length} dev g1", f"addr add {gateway}/{length} dev g1")
        self.g1.ip(f"route replace default via {gateway} dev wan2 metric 2")
        self.lab.wait_until("the tunnels' packets go by the new gateway",
                            lambda: gateway in self.g1.run(["ip", "route", "show", "table", "all", "proto", OUR_PROTOCOL]), 5)
        time.sleep(3)
        self.well("wan2 is up by its new gateway", 20)

    def unplug(self):
        self.g1.ip("link del wan3")
        self.hawser.wait_states("wan3 is down when its interface has gone", 2, wan3="down")
        reason = self.hawser.tunnels()["wan3"]["reason"]
        self.lab.expect("there is no interface wan3" in reason, "the status says why", reason)
        time.sleep(20)
        length = self.three.prefix.split("/")[1]
        self.lab.run("ip link add wan3 netns g1 type veth peer g1 netns isp3")
        self.net.isp3.ip(f"addr add {self.three.gateway}/{length} dev g1", "link set g1 up")
        self.g1.ip(f"addr add {self.three.address}/{length} dev wan3", "link set wan3 up",
                   f"route add default via {self.three.gateway} dev wan3 metric 3")
        self.well("wan3 is up when its interface is back", 20)

    def isp_fault(self, ruleset, seconds, established):
        self.net.isp3.nft(ruleset)
        self.hawser.wait_states("wan3 is down", 3, wan3="down")
        if established:
            self.lab.expect(self.hawser.tunnels()["wan3"]["ike"].get("state") == "ESTABLISHED", "although its IKE lives")
        self.lab.say(self.hawser.tunnels()["wan3"]["reason"])
        time.sleep(seconds)
        self.net.isp3.run(["nft", "delete", "table", "inet", "life"])
        # By now it has failed so often that it is damped.
        self.well("wan3 comes back by itself", 150)

    def other_daemon(self):
        """As systemd-networkd does with rules and routes that are not its own when it starts."""
        ours = self.our_rules()
        self.lab.expect(len(ours) > 3, "there are rules and routes of ours", len(ours))
        for family in ("-4", "-6"):
            self.g1.run(["ip", family, "rule", "flush", "protocol", OUR_PROTOCOL], check=False)
            self.g1.run(["ip", family, "route", "flush", "table", "all", "protocol", OUR_PROTOCOL], check=False)
        began = time.monotonic()
        self.lab.wait_until("rules and routes are there again at once", lambda: self.our_rules() == ours, 1, 0.01)
        self.lab.say(f"healed {1000 * (time.monotonic() - began):.0f} ms after they had gone")
        time.sleep(2)
        self.well("and every tunnel is up", 1)

    def peer_restart(self):
        peer = self.branch.peer
        peer.child.kill()
        self.net.g2.run("ip xfrm state flush; ip xfrm policy flush")
        self.hawser.wait_states("every tunnel is down when the peer has gone", 3, wan1="down", wan2="down", wan3="down")
        time.sleep(25)
        peer.start()
        ready = time.monotonic()
        made = poll(lambda: peer.established() >= set(self.branch.names), 10, 0.05)
        self.lab.expect(made and time.monotonic() - ready < 2, "every tunnel is made anew within 2 s of the peer being ready",
                        f"{time.monotonic() - ready:.2f} s")
        self.well("and carries again", 20)

    # Looking

    def local_host(self, name):
        return self.hawser.tunnels()[name]["ike"].get("local-host")

    def our_rules(self):
        return sorted(line for family in ("-4", "-6") for words in (["rule", "show"], ["route", "show", "table", "all"])
                      for line in self.g1.run(["ip", family, *words, "protocol", OUR_PROTOCOL], check=False).splitlines())

    def finish(self):
        self.traffic.where("end")
        report = self.traffic.stop()
        dead = [key for key, flow in report.items() if not flow["alive"]]
        self.lab.expect(not dead, "every flow lives", f"{len(dead)} died: {dead[:3]}")
        for name, what, others in self.phases:
            gaps = [report[key]["phases"][name]["longest_gap_ms"] for key in others]
            gone = lost(report, others, name)
            if gaps:
                # Until the rules are back, the outer packets of two uplinks leave by the third, where they are dropped.
                spare = 10 if name == "other-daemon" else 0
                self.lab.expect(gone <= spare and max(gaps) < (3 if spare else 2) * self.traffic.interval_ms,
                                f"flows of the other tunnels noticed nothing: {name}", f"{gone} lost, longest gap {max(gaps)} ms")
        print("\nWhat the flows of the other tunnels felt of it, and those of the tunnel itself:")
        print_lines([("event", "others", "gap (median/longest)", "UDP lost", "own", "gap", "UDP lost"),
                     *((name, len(others), gap(report, others, name), lost(report, others, name), len(set(report) - others),
                        gap(report, set(report) - others, name), lost(report, set(report) - others, name))
                       for name, _, others in self.phases)])


def run(lab):
    life = Life(lab)
    life.start_without_carrier()
    life.event("mobike", ["wan3"], "wan3 is given another address by DHCP", life.address_with_mobike)
    life.event("no-mobike", ["wan2"], "so is wan2, whose peer has no MOBIKE", life.address_without_mobike)
    life.event("gateway", ["wan2"], "wan2's gateway has another address", life.new_gateway)
    life.event("unplug", ["wan3"], "wan3's modem is pulled out, and put in again", life.unplug)
    life.event("no-esp", ["wan3"], "the ISP of wan3 swallows ESP and lets IKE pass", lambda: life.isp_fault(DROP_ESP, 15, True))
    life.event("captive", ["wan3"], "the ISP of wan3 lets nothing but DNS pass", lambda: life.isp_fault(CAPTIVE, 60, False))
    life.event("other-daemon", [], "another daemon deletes our rules and routes", life.other_daemon)
    life.finish()
    life.peer_restart()
