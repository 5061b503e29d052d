# SPDX-License-Identifier: BSD-2-Clause
import json
import re
import time

from guest.branch import Branch
from guest.flow_table import gap, lost, print_lines
from guest.topology import MultiUplink
from guest.traces import differences, settled_traces, traces
from guest.traffic import Traffic, expect_none_moved

FLOWS = 300
AWAY_SECONDS = 10
# An adopted SA is taken away 10 s after the one that replaces it has come.
LINGER_SECONDS = 12
# strongSwan sends with a new SA before its answer has been worked through here; of 850 messages a second by the largest
# tunnel those of a few milliseconds are lost (docs/behaviour.md, what a new negotiation costs).
SPARE = 5


class Restart:
    """The steps. `phases` are (name, sentence) of those in which nothing may be disturbed."""

    def __init__(self, lab):
        self.lab = lab
        self.net = MultiUplink(uplinks=3).build()
        self.branch = Branch(lab, self.net)
        self.hawser = self.branch.hawser
        self.clean = settled_traces(lab, self.net.g1)
        self.branch.start()
        self.branch.serve()
        self.traffic = Traffic(lab, [self.branch.flows(FLOWS, self.branch.witness())])
        self.phases = []

    def steady(self):
        self.lab.need("every flow is answered", self.traffic.all_answered, 20)
        self.before = self.traffic.where("steady")
        self.pins = self.read_pins()
        self.lab.expect(len(self.pins) == FLOWS, "each flow has a pin", f"{len(self.pins)} of {FLOWS}")

    # Steps

    def away(self, phase, leave):
        """`leave` ends the daemon; the tunnels go on without it."""
        self.traffic.begin(phase)
        leave()
        self.lab.expect(not self.hawser.child.alive(), "the daemon has gone")
        time.sleep(AWAY_SECONDS)
        self.judge(phase, "while the daemon is away")

    def again(self, phase):
        """The daemon comes back, and its SAs have replaced those that it found."""
        old = self.spis()
        self.traffic.begin(phase)
        said = len(self.hawser.child.text())
        self.hawser.start()
        self.lab.wait_until("IKE is established again by each uplink", lambda: self.ike_established(), 30)
        time.sleep(LINGER_SECONDS)
        self.lab.wait_until("the SAs of the run before have gone", lambda: not old & self.spis(), 10, 0.5)
        self.judge(phase, "when the daemon is back")
        downs = re.findall(r".*-> down:.*", self.hawser.child.text()[said:])
        self.lab.expect(not downs, "no tunnel was thought down", downs)

    def second_daemon(self):
        said = self.net.g1.run(f"{self.hawser.daemon} --config {self.hawser.config} 2>&1 || echo status $?")
        self.lab.expect("another hawserd is running" in said and "status 1" in said, "a second daemon is refused", said.strip())
        self.lab.expect(self.hawser.status(), "and the first one goes on")

    def old_ike_sas(self):
        """strongSwan rekeys its older IKE SAs, as it does by itself after some hours, and nobody answers any more."""
        self.traffic.begin("old-sas")
        sas = self.branch.peer.sas()
        newest = {sa["name"]: sa["unique_id"] for sa in sorted(sas, key=lambda sa: sa["unique_id"])}
        old = [sa for sa in sas if sa["unique_id"] != newest[sa["name"]]]
        self.lab.expect(len(old) == 2 * len(self.branch.names) and len(sas) == 3 * len(self.branch.names),
                        "strongSwan has the IKE SAs of all three runs", f"{len(sas)}, {len(old)} of earlier runs")
        for sa in old:
            self.branch.peer.rekey(ike_id=sa["unique_id"])
        self.lab.wait_until("strongSwan has given up the older ones",
                            lambda: sorted(sa["name"] for sa in self.branch.peer.sas()) == self.branch.names, 60, 1)
        self.judge("old-sas", "when strongSwan gives up the SAs of the runs before")

    def flush(self):
        # A phase of its own, so that what is under way now is not taken for lost.
        self.traffic.where("end")
        self.report = self.traffic.stop()
        dead = [key for key, flow in self.report.items() if not flow["alive"]]
        self.lab.expect(not dead, "every flow lives", f"{len(dead)} died: {dead[:3]}")
        for phase, what in self.phases:
            spare = SPARE if phase.startswith("started") else 0
            promise = "next to nothing" if spare else "nothing"
            self.traffic.expect_undisturbed(self.report, phase, f"{promise} was lost or late {what} ({phase})", spare)
        self.hawser.stop()
        self.lab.say(self.hawser.flush().strip())
        left = differences(self.clean, traces(self.net.g1))
        self.lab.expect(not left, "--flush leaves the kernel as it was", left)

    def print_table(self):
        print("\nWhat the flows felt of it:")
        print_lines([("phase", "flows", "gap (median/longest)", "UDP lost"),
                     *((f"{phase}: {what}", len(self.report), gap(self.report, self.report, phase),
                        lost(self.report, self.report, phase)) for phase, what in self.phases)])
        print(f"  {self.traffic.interval_ms} ms of each gap is the time between two messages", flush=True)

    # Looking

    def judge(self, phase, what):
        self.phases.append((phase, what))
        expect_none_moved(self.lab, self.before, self.traffic.arrived(), f"no flow moved {what}")
        pins = self.read_pins()
        changed = [key for key in self.pins if pins.get(key) != self.pins[key]]
        self.lab.expect(not changed, f"every pin is what it was {what}", f"{len(changed)} of {len(self.pins)} are not")

    def read_pins(self):
        """{(protocol, port): (tunnel, role, moves)}, read from the pinned maps."""
        flows = json.loads(self.hawser.maps("-j", "flow", "list"))
        return {(flow["protocol"], flow["local_port"]): (flow["tunnel"], flow["role"], flow["moves"])
                for flow in flows if flow.get("remote_port") == 7000}

    def ike_established(self):
        return all(tunnel["ike"].get("state") == "ESTABLISHED" for tunnel in self.hawser.tunnels().values()) \
            and len(self.hawser.tunnels()) == len(self.branch.names)

    def spis(self):
        return set(re.findall(r"spi (0x\w+)", self.net.g1.run(["ip", "xfrm", "state"])))


def run(lab):
    restart = Restart(lab)
    restart.steady()
    restart.away("killed", restart.hawser.kill)
    restart.again("started")
    restart.second_daemon()
    restart.away("ended", lambda: lab.expect(restart.hawser.stop() == 0, "SIGTERM ends the daemon with status 0"))
    restart.again("started-again")
    restart.old_ike_sas()
    restart.flush()
    restart.print_table()
