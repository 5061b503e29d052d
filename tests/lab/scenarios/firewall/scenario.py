# SPDX-License-Identifier: BSD-2-Clause
import json

from guest.capture import Capture
from guest.connections import expect_all_tracked
from guest.failover import Failover, expect_own_uplinks
from guest.flows import Flows, Witness, serve
from guest.hawser import branch_config
from guest.hawser_pair import FAR_PORT, NEAR_PORT, PSK, HawserPair
from guest.pins import expect_pinned
from guest.talk import Talker
from guest.traffic import Group, Traffic

BUNDLE = "hawser-pop"
# Only port 7001 may be opened from the other site. The uplinks are known for IKE and ESP, the tunnels' interfaces not at all.
FIREWALL = f"""
table inet firewall {{
  counter refused {{ }}
  counter invalid {{ }}
  chain input {{
    type filter hook input priority 0; policy drop;
    ct state established,related accept
    iifname {{ "lo", "eth0", "{BUNDLE}" }} accept
    meta l4proto {{ esp, ipv6-icmp }} accept
    udp dport {{ 500, 4500 }} accept
  }}
  chain forward {{
    type filter hook forward priority 0; policy drop;
    ct state invalid counter name invalid drop
    ct state established,related accept
    iifname "eth0" oifname "{BUNDLE}" accept
    iifname "{BUNDLE}" oifname "eth0" meta l4proto {{ tcp, udp }} th dport {NEAR_PORT} accept
    iifname "{BUNDLE}" counter name refused
  }}
  chain postrouting {{
    type nat hook postrouting priority srcnat; policy accept;
    oifname "{BUNDLE}" ip saddr {{ADDRESS}} snat ip to {{GATEWAY}}
  }}
}}
"""


class Translated(Group):
    """Flows whose source the gateway has replaced by its own address, and not their ports."""
    translation = {}

    def names(self, table):
        return {(protocol, self.translation.get(source, source), port): names
                for (protocol, source, port), names in super().names(table).items()}


class Scene:
    def __init__(self, lab):
        self.lab = lab
        self.pair = HawserPair(lab, top='forwarding = "stack"')
        self.net, self.near = self.pair.net, self.pair.near
        self.fortify()
        self.net.g1.sysctl(ipv4__conf__all__rp_filter=1, ipv4__conf__eth0__rp_filter=1)
        self.net.g1.run(f"echo 1 > /proc/sys/net/ipv4/conf/{BUNDLE}/rp_filter; echo 1 > /proc/sys/net/netfilter/nf_conntrack_acct")
        self.mode_is("stack")

    def fortify(self):
        self.net.g1.nft(FIREWALL.replace("{ADDRESS}", self.net.H1).replace("{GATEWAY}", self.net.G1))

    def lay_down(self):
        self.net.g1.run(["nft", "delete", "table", "inet", "firewall"])

    def counter(self, name):
        said = json.loads(self.net.g1.run(["nft", "-j", "list", "counter", "inet", "firewall", name]))
        return next(item["counter"]["packets"] for item in said["nftables"] if "counter" in item)

    def mode_is(self, mode):
        status = self.near.status()["forwarding"]
        self.lab.expect(status["mode"] == mode, f"forwarding is {mode}", status["reason"])

    def wait_mode(self, mode, when):
        self.lab.wait_until(f"forwarding becomes {mode} {when}", lambda: self.near.status()["forwarding"]["mode"] == mode, 90, 0.2)
        self.lab.say(self.near.status()["forwarding"]["reason"])

    # Traffic

    def open_flows(self):
        """From behind the gateway (IPv4 translated, IPv6 not), from the gateway itself, and from the other site."""
        net, lab = self.net, self.lab
        serve(lab, net.h2, port=FAR_PORT)
        serve(lab, net.h1, port=NEAR_PORT)
        self.near_interfaces, far = self.near.interfaces(), self.pair.far.interfaces()
        self.outer = Witness(lab, net.g1, *self.near_interfaces, *self.pair.names)
        at_far = Witness(lab, net.g2, *far)

        def group(site, target, count, more, name, kind=Group):
            return kind(Flows(lab, site, target, count, name=f"flows-{name}"), at_far, far, FAR_PORT, more)
        self.behind = [group(net.h1, net.H2, 80, 20, "h1-v4", Translated), group(net.h1, net.H2_V6, 80, 20, "h1-v6")]
        self.behind[0].translation = {net.G1: net.H1}
        self.own = [group(net.g1, net.H2, 30, 10, "g1-v4"), group(net.g1, net.H2_V6, 30, 10, "g1-v6")]
        self.opened = [Group(Flows(lab, net.h2, net.H1, 30, port=NEAR_PORT, name="flows-h2-v4"), self.outer,
                             self.near_interfaces, NEAR_PORT, 10)]
        return Traffic(lab, self.behind + self.own + self.opened)

    def expect_pins(self, when):
        """Those that our side opened; a pin is made behind the translation."""
        for group, what in ((self.behind, "from behind the gateway"), (self.own, "of the gateway itself")):
            arrived = {(key[0], self.net.G1 if one is self.behind[0] else key[1], key[2]): names
                       for one in group for key, names in one.arrived().items()}
            expect_pinned(self.lab, self.near, arrived, f"every flow {what} takes its pin's tunnel {when}")

    # Steps

    def behind_the_firewall(self):
        net = self.net
        at_host = Capture(self.lab, net.h1, "eth0", f"icmp and src {net.H2} or icmp6 and src {net.H2_V6}")
        intruder = Talker(self.lab, net.h2, [(net.H2, net.H1), (net.H2_V6, net.H1_V6)])
        traffic = self.open_flows()
        story = Failover(self.lab, net, traffic, [self.near, self.pair.far], both_ways=False)
        story.begin()
        self.expect_pins("in stack forwarding")
        expect_all_tracked(self.lab, net.g1, [group.flows for group in self.behind + self.own + self.opened])
        self.lab.expect(self.counter("refused") > 10 and not at_host.count(), "what the firewall refuses does not get through",
                        f"{self.counter('refused')} refused, {at_host.count()} seen by the host")
        self.lab.expect(intruder.answered(net.H2, net.H1) == 0, "and is not answered")
        story.cut()
        self.expect_pins("after the cut")
        story.come_back()
        story.finish()
        self.lab.expect(self.counter("invalid") == 0, "no packet was invalid to connection tracking", self.counter("invalid"))
        expect_own_uplinks(self.lab, net, self.outer)
        story.print_table("the far gateway")
        intruder.child.end()

    def follow_the_rules(self):
        """`auto`, with flows of IPv6, which the firewall does not translate, and the gateway's own."""
        net = self.net
        self.near.stop()
        self.near.write(branch_config(net, top='forwarding = "auto"'))
        self.near.start()
        self.near.need_states("three tunnels are up again", 60, **{name: "up" for name in self.pair.names})
        self.mode_is("stack")
        at_far = Witness(self.lab, net.g2, *self.pair.far.interfaces())
        far = self.pair.far.interfaces()
        groups = [Group(Flows(self.lab, site, net.H2_V6, 30, name=f"flows-{site.name}-auto"), at_far, far, FAR_PORT)
                  for site in (net.h1, net.g1)]
        traffic = Traffic(self.lab, groups)
        first = traffic.where("stack")
        for mode, change, when in (("fast", self.lay_down, "when the rules go"), ("stack", self.fortify, "when they come"),
                                   ("fast", self.lay_down, "when they go again")):
            change()
            self.wait_mode(mode, when)
            table = traffic.where(f"{mode}-{when.rsplit(' ', 1)[1]}")
            self.lab.expect(table == first, f"no flow moved {when}", sum(table.get(key) != first[key] for key in first))
            expect_pinned(self.lab, self.near, table, f"every flow, the gateway's own too, takes its pin's tunnel {when}")
        dead = [key for key, flow in traffic.stop().items() if not flow["alive"]]
        self.lab.expect(not dead, "every flow lived through the changes", dead[:3])


def run(lab):
    scene = Scene(lab)
    scene.behind_the_firewall()
    scene.follow_the_rules()
