# SPDX-License-Identifier: BSD-2-Clause
"""Groups of flows in phases, and the uplinks by which a witness at the far gateway saw each of them arrive."""
import dataclasses
import itertools

from guest.flows import Flows, Witness


@dataclasses.dataclass
class Group:
    """Flows that one side has opened, and the witness of the other side's gateway. `uplink_of` maps the interfaces that
    it listens on to uplinks; `more` is how many flows are opened later."""
    flows: Flows
    witness: Witness
    uplink_of: dict
    port: int = 7000
    more: int = 0

    def names(self, table):
        return {key: {self.uplink_of[interface] for interface in packets} for key, packets in table.items()}

    def arrived(self):
        return self._own(self.witness.seen("in", port=self.port))

    def answered_by(self):
        return self._own(self.witness.answers("out", port=self.port))

    def _own(self, table):
        """The witness may see the flows of another group with the same port."""
        own = self.flows.report()
        return {key: names for key, names in self.names(table).items() if key in own}


class Traffic:
    """Several groups as one. A table is {flow: set of uplinks}."""

    def __init__(self, lab, groups):
        self.lab, self.groups = lab, groups
        self.interval_ms = groups[0].flows.interval_ms

    def begin(self, phase):
        for group in self.groups:
            group.flows.mark(phase)
        for group in self.groups:
            group.witness.clear()

    def report(self):
        return _merged(group.flows.report() for group in self.groups)

    def stop(self):
        return _merged(group.flows.stop() for group in self.groups)

    def add(self):
        for group in self.groups:
            group.flows.add(group.more)

    def all_answered(self):
        return all(group.flows.all_answered() for group in self.groups)

    def answered_in(self, phase, times):
        """Whether every flow had so many answers in the phase."""
        return all(flow["phases"][phase]["answered"] >= times for flow in self.report().values()
                   if phase in flow["phases"])

    def where(self, phase):
        """Begins a phase and waits until each flow was seen and answered in it: the table of how they arrived."""
        self.begin(phase)
        self.lab.wait_until(f"every flow is answered twice in phase {phase}", lambda: self.answered_in(phase, 2), 20)
        return self.arrived()

    def arrived(self):
        return _merged(group.arrived() for group in self.groups)

    def answered_by(self):
        return _merged(group.answered_by() for group in self.groups)

    def expect_same_way_back(self, phase):
        """Both directions of each flow use the same tunnel, and only that one, since the phase began."""
        there, back = self.arrived(), self.answered_by()
        torn = [key for key in there if len(there[key]) != 1 or there[key] != back.get(key)]
        self.lab.expect(there and not torn, f"both directions of every flow use one tunnel in phase {phase}",
                        f"{len(torn)} of {len(there)} do not: {[(key, there[key], back.get(key)) for key in torn[:3]]}")

    def expect_undisturbed(self, report, phase, what, spare=0):
        """Of the phase's UDP messages at most `spare` were lost; no flow missed an answer, or where some may be lost,
        two in a row."""
        lost = sum(flow["phases"][phase]["lost"] for key, flow in report.items() if key[0] == "udp" and phase in flow["phases"])
        gaps = [flow["phases"][phase]["longest_gap_ms"] for flow in report.values() if phase in flow["phases"]]
        self.lab.expect(lost <= spare and max(gaps) < (3 if spare else 2) * self.interval_ms, what,
                        f"{lost} UDP messages lost, longest gap {max(gaps)} ms of {self.interval_ms} ms between messages")


def on(table, name):
    """The flows of a table that use this uplink and no other."""
    return {key for key, names in table.items() if names == {name}}


def expect_none_moved(lab, before, after, what):
    moved = [key for key in before if after.get(key) != before[key]]
    lab.expect(not moved, what, f"{len(moved)} of {len(before)} moved: {[(key, before[key], after.get(key)) for key in moved[:3]]}")


def _merged(tables):
    return dict(itertools.chain.from_iterable(table.items() for table in tables))
