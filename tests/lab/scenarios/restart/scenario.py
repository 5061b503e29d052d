# SPDX-License-Identifier: BSD-2-Clause
import re
import time

from guest.flow_table import gap, lost, print_lines
from guest.traces import differences, settled_traces, traces
from guest.undisturbed import Undisturbed

AWAY_SECONDS = 10
# An adopted SA is taken away 10 s after the one that replaces it has come.
LINGER_SECONDS = 12


class Restart(Undisturbed):
    """The daemon dies, ends, and comes back."""

    def __init__(self, lab):
        super().__init__(lab)
        self.clean = settled_traces(lab, self.net.g1)

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
        self.start()
        time.sleep(LINGER_SECONDS)
        self.lab.wait_until("the SAs of the run before have gone", lambda: not old & self.spis(), 10, 0.5)
        self.judge(phase, "when the daemon is back")

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
        self.report = self.end_traffic(may_lose=lambda phase: phase.startswith("started"))
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
