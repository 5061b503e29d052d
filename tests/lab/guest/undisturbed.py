# SPDX-License-Identifier: BSD-2-Clause
"""A branch under traffic whose flows feel nothing of what is done to the daemon: phase after phase, each judged."""
import json
import re

from guest.branch import Branch
from guest.topology import MultiUplink
from guest.traffic import Traffic, expect_none_moved

FLOWS = 300
# strongSwan sends with a new SA before its answer has been worked through here; of 850 messages a second by the largest
# tunnel those of a few milliseconds are lost (docs/behaviour.md, what a new negotiation costs).
SPARE = 5


class Undisturbed:
    """`phases` are (name, sentence) of those in which nothing may be disturbed."""

    def __init__(self, lab):
        self.lab = lab
        self.net = MultiUplink(uplinks=3).build()
        self.branch = Branch(lab, self.net)
        self.hawser = self.branch.hawser
        self.phases = []

    def steady(self):
        self.branch.start()
        self.branch.serve()
        self.traffic = Traffic(self.lab, [self.branch.flows(FLOWS, self.branch.witness())])
        self.lab.need("every flow is answered", self.traffic.all_answered, 20)
        self.before = self.traffic.where("steady")
        self.pins = self.read_pins()
        self.lab.expect(len(self.pins) == FLOWS, "each flow has a pin", f"{len(self.pins)} of {FLOWS}")

    def judge(self, phase, what):
        self.phases.append((phase, what))
        expect_none_moved(self.lab, self.before, self.traffic.arrived(), f"no flow moved {what}")
        pins = self.read_pins()
        changed = [key for key in self.pins if pins.get(key) != self.pins[key]]
        self.lab.expect(not changed, f"every pin is what it was {what}", f"{len(changed)} of {len(self.pins)} are not")
        downs = re.findall(r".*-> down:.*", self.hawser.child.text())
        self.lab.expect(not downs, f"no tunnel was thought down {what}", downs)

    def end_traffic(self, may_lose):
        """`may_lose` says of a phase's name whether some messages may be lost in it. The flows' report."""
        # A phase of its own, so that what is under way now is not taken for lost.
        self.traffic.where("end")
        report = self.traffic.stop()
        dead = [key for key, flow in report.items() if not flow["alive"]]
        self.lab.expect(not dead, "every flow lives", f"{len(dead)} died: {dead[:3]}")
        for phase, what in self.phases:
            spare = SPARE if may_lose(phase) else 0
            promise = "next to nothing" if spare else "nothing"
            self.traffic.expect_undisturbed(report, phase, f"{promise} was lost or late {what} ({phase})", spare)
        return report

    def start(self):
        """The daemon again, up to its IKE SAs."""
        self.hawser.start()
        self.lab.wait_until("IKE is established again by each uplink", self.ike_established, 40)

    def read_pins(self):
        """{(protocol, port): (tunnel, role, moves)}, read from the pinned maps."""
        flows = json.loads(self.hawser.maps("-j", "flow", "list"))
        return {(flow["protocol"], flow["local_port"]): (flow["tunnel"], flow["role"], flow["moves"])
                for flow in flows if flow.get("remote_port") == 7000}

    def ike_established(self):
        tunnels = self.hawser.tunnels()
        return len(tunnels) == len(self.branch.names) and \
            all(tunnel["ike"].get("state") == "ESTABLISHED" for tunnel in tunnels.values())
