# SPDX-License-Identifier: BSD-2-Clause
"""The story that several scenarios tell: flows spread over the uplinks, the largest uplink goes silent, only its flows
move; it comes back, nothing moves, and new flows use it."""
import math

from guest.flow_table import print_flow_table
from guest.traffic import expect_none_moved, on

WEIGHTS = (4, 2, 1)


class Failover:
    """One run of the story. `gateways` are the Hawsers that must notice; `both_ways` asks for each flow that its answers
    take the tunnel of its questions. After finish(): before, during, after, new (tables of traffic.py) and report."""

    def __init__(self, lab, net, traffic, gateways, both_ways=False, weights=WEIGHTS):
        self.lab, self.net, self.traffic, self.gateways = lab, net, traffic, gateways
        self.both_ways, self.weights = both_ways, weights
        self.names = [uplink.name for uplink in net.uplinks]
        self.victim = net.uplinks[0]

    # Steps

    def begin(self):
        self.lab.need("every flow is answered", self.traffic.all_answered, 20)
        self.before = self._where("steady")
        self.expect_spread()

    def cut(self):
        self.lab.say(f"{self.victim.name} goes silent; its carrier stays")
        self.traffic.begin("cut")
        self.net.cut(self.victim)
        self._all_see("down", 5)
        self.lab.wait_until("every flow is answered again", lambda: self.traffic.answered_in("cut", 3), 20)
        self.during = self._where("elsewhere")
        self.expect_moves()

    def come_back(self):
        self.lab.say(f"{self.victim.name} carries packets again")
        self.net.restore(self.victim)
        self._all_see("up", 60)
        self.traffic.add()
        self.after = self._where("back")
        expect_none_moved(self.lab, self.during, self.after, "no flow moved when it came back")
        self.new = {key: names for key, names in self.after.items() if key not in self.during}
        more, share = sum(group.more for group in self.traffic.groups), self.weights[0] / sum(self.weights)
        on_it = len(on(self.new, self.victim.name))
        self.lab.expect(len(self.new) == more and on_it >= more * share - tolerance(more, share),
                        f"new flows use {self.victim.name}", f"{on_it} of {len(self.new)}")

    def finish(self):
        self.report = self.traffic.stop()
        dead = [key for key, flow in self.report.items() if not flow["alive"]]
        self.lab.expect(not dead, "every flow lives", f"{len(dead)} died: {dead[:3]}")

    def print_table(self, seen_by):
        print_flow_table(self, seen_by)

    # Looking

    def _where(self, phase):
        table = self.traffic.where(phase)
        if self.both_ways:
            self.traffic.expect_same_way_back(phase)
        return table

    def _all_see(self, state, timeout):
        for gateway in self.gateways:
            gateway.wait_states(f"Hawser on {gateway.site.name} finds {self.victim.name} {state}", timeout,
                                **{self.victim.name: state})

    # Judging

    def expect_spread(self):
        flows = len(self.before)
        for name, weight in zip(self.names, self.weights):
            share, real = weight / sum(self.weights), len(on(self.before, name))
            self.lab.expect(abs(real - flows * share) <= tolerance(flows, share), f"{name} carries its share",
                            f"{real}, ideal {flows * share:.0f}")

    def expect_moves(self):
        stayed = {key: names for key, names in self.before.items() if self.victim.name not in names}
        expect_none_moved(self.lab, stayed, self.during, "no flow of a surviving tunnel moved")
        left = [key for key in on(self.before, self.victim.name)
                if not self.during.get(key) or self.victim.name in self.during[key]]
        self.lab.expect(not left, "every flow of the dead tunnel found another", f"{len(left)} did not")
        torn = [key for key, names in self.during.items() if len(names) != 1]
        self.lab.expect(not torn, "each flow uses one tunnel", f"{len(torn)} do not")


def tolerance(flows, share):
    """Four standard deviations of a fair draw; the hash is fixed, so this does not change from run to run by more."""
    return math.ceil(4 * math.sqrt(flows * share * (1 - share))) + 1


def expect_own_uplinks(lab, net, outer):
    """By a witness on the uplinks' interfaces: each address sent IPsec, and by its own uplink only."""
    left = {}
    for (protocol, source, port), packets in outer.seen("out").items():
        if protocol == 50 or (protocol == "udp" and port == 4500):
            left.setdefault(source, set()).update(name for name in packets if name in {u.name for u in net.uplinks})
    wanted = {uplink.address: {uplink.name} for uplink in net.uplinks}
    lab.expect(left == wanted, "the ESP of each tunnel left by its own uplink", left)
