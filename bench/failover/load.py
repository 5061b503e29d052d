# SPDX-License-Identifier: BSD-2-Clause
"""1,000 flows, and the book of each: what was sent, what each gateway's tunnels saw of it, what was answered."""
import time

from guest.flows import Flows, Witness, serve

# A gap is known to the interval of its flow, so some flows ask often around the event, and gaps are theirs. All flows at that
# pace would be more than an emulated machine carries.
DENSE, DENSE_MS = 36, 20
FLOWS, SPARSE_MS = 1000, 2000
# Where milliseconds count: fewer flows, more often.
URGENT, URGENT_MS = 12, 4
PORT = 7000
ROUND_TRIP = 0.04


class Load:
    """Flows from h1 to h2 and a witness in each gateway. `near` and `far` map the tunnels' interfaces to uplinks; `pace`
    stretches the intervals."""

    def __init__(self, lab, net, near, far, pace=1):
        self.lab, self.net, self.near, self.far = lab, net, near, far
        self.paces = {"dense": DENSE_MS * pace, "sparse": SPARSE_MS * pace}
        serve(lab, net.h2, port=PORT)
        self.at_near, self.at_far = Witness(lab, net.g1, *near), Witness(lab, net.g2, *far)
        self.groups = {}

    def open(self, name, urgent=False):
        """Fresh flows: those of the last event would keep the tunnels to which they were moved."""
        dense, pace = (URGENT, URGENT_MS) if urgent else (DENSE, self.paces["dense"])
        kinds = {"sparse": (FLOWS - dense, self.paces["sparse"]), "dense": (dense, pace)}
        self.at_near.clear()
        self.at_far.clear()
        for kind, (count, interval) in kinds.items():
            self.groups[kind] = group = Flows(self.lab, self.net.h1, self.net.H2, count, tcp_share=0, interval_ms=interval,
                                              name=f"{name}-{kind}", port=PORT)
            # Each look costs the machine as much as dozens of messages.
            self.lab.need(f"every {kind} flow is answered", group.all_answered, 60 + 3 * interval / 1000, max(0.05, 1.2 * interval / 1000))
        self.tunnel_of = {key: next(iter(names)) for key, names in self.leave_by().items() if len(names) == 1}
        back = self._named(self.at_near.answers("in", port=PORT))
        self.uses = {key: {name} | back.get(key, set()) for key, name in self.tunnel_of.items()}
        self.lab.require(len(self.tunnel_of) == FLOWS, "each flow has one tunnel", len(self.tunnel_of))

    def mark(self, phase):
        for kind in ("dense", "sparse"):
            self.groups[kind].mark(phase)

    def leave_by(self):
        """{flow: uplinks by which its messages have left since the witness last forgot}"""
        return self._named(self.at_near.seen("out", port=PORT))

    def _named(self, table):
        return {key: {self.near[name] for name in packets} for key, packets in table.items()}

    def answered_in(self, kind, phase, times=1):
        return all(flow["phases"][phase]["answered"] >= times for flow in self.groups[kind].report().values())

    def need_answers(self, phase, timeout):
        """Until every flow has been answered in a phase; the dense ones fall silent once they are."""
        for kind, times in (("dense", 10), ("sparse", 1)):
            self.lab.wait_until(f"every {kind} flow is answered again", lambda: self.answered_in(kind, phase, times), timeout, 0.5)
            self.quiet(kind)

    def quiet(self, kind):
        """Nothing more is sent; the silence is no gap of the phase before."""
        self.groups[kind].mark("quiet")
        self.groups[kind].ask("pause")

    def close(self):
        """{flow: its report, `kind` and `book`}, once nothing is under way."""
        time.sleep(5 * ROUND_TRIP)
        books = self._books()
        return {key: flow | {"kind": kind, "book": books.get(key, {})}
                for kind, group in self.groups.items() for key, flow in group.stop().items()}

    def _books(self):
        """{flow: {what: {uplink: packets}}} for messages and answers at both gateways."""
        sights = {"left": (self.at_near.seen("out", port=PORT), self.near), "came": (self.at_far.seen("in", port=PORT), self.far),
                  "answer_left": (self.at_far.answers("out", port=PORT), self.far),
                  "answer_came": (self.at_near.answers("in", port=PORT), self.near)}
        books = {}
        for what, (table, uplink_of) in sights.items():
            for key, packets in table.items():
                books.setdefault(key, {})[what] = {uplink_of[name]: count for name, count in packets.items()}
        return books
