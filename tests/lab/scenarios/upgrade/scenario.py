# SPDX-License-Identifier: BSD-2-Clause
import json

from guest import maps_v1
from guest.flow_table import gap, lost, print_lines
from guest.hawser import branch_config
from guest.undisturbed import FLOWS, Undisturbed

CAPACITY = 4096


class Upgrade(Undisturbed):
    """Maps of another size, of the version before, and of one that nobody knows."""

    def another_capacity(self):
        self.traffic.begin("capacity")
        self.hawser.stop()
        self.hawser.write(branch_config(self.net, more=f"[flows]\ncapacity = {CAPACITY}\n"))
        self.start()
        self.lab.expect(self.entries("hw_pins4") == CAPACITY, "the map of flows has the new capacity", self.entries("hw_pins4"))
        self.judge("capacity", "when the capacity changes")

    def from_version_1(self):
        self.traffic.begin("version-1")
        self.hawser.stop()
        flows = int(self.net.g1.run(["python3", maps_v1.__file__]).strip().splitlines()[-1])
        self.lab.expect(flows >= FLOWS, "the maps of version 1 have every flow", flows)
        said = len(self.hawser.child.text())
        self.start()
        self.lab.expect("are of version 1 of the map ABI" in self.hawser.child.text()[said:], "the daemon takes over version 1")
        self.judge("version-1", "when maps of version 1 are taken over")

    def unknown_version(self):
        self.traffic.begin("unknown")
        self.hawser.stop()
        pinned = f"{maps_v1.PIN_DIR}/hw_config"
        present = self.net.g1.run(["bpftool", "-j", "map", "lookup", "pinned", pinned, "key", "hex", "00", "00", "00", "00"])
        old = [byte[2:] for byte in json.loads(present)["value"]]
        self.write_config(pinned, ["63", *old[1:]])
        said = self.net.g1.run(f"{self.hawser.daemon} --config {self.hawser.config} 2>&1 || echo status $?")
        self.lab.expect("version 99 of the map ABI" in said and "--flush" in said and "status 1" in said,
                        "a version that it does not know is refused, with the way out", said.strip()[-300:])
        self.write_config(pinned, old)
        self.start()
        self.judge("unknown", "while maps of an unknown version were refused")

    def write_config(self, pinned, value):
        self.net.g1.run(["bpftool", "map", "update", "pinned", pinned, "key", "hex", "00", "00", "00", "00", "value", "hex", *value])

    def end(self):
        report = self.end_traffic(may_lose=lambda phase: True)
        print_lines([("phase", "flows", "gap (median/longest)", "UDP lost"),
                     *((phase, len(report), gap(report, report, phase), lost(report, report, phase)) for phase, _ in self.phases)])
        self.hawser.stop()

    def entries(self, name):
        return json.loads(self.net.g1.run(["bpftool", "-j", "map", "show", "pinned", f"{maps_v1.PIN_DIR}/{name}"]))["max_entries"]


def run(lab):
    upgrade = Upgrade(lab)
    upgrade.steady()
    upgrade.another_capacity()
    upgrade.from_version_1()
    upgrade.unknown_version()
    upgrade.end()

