# SPDX-License-Identifier: BSD-2-Clause
import json
import re

from guest import maps_v1
from guest.branch import Branch
from guest.flow_table import gap, lost, print_lines
from guest.hawser import branch_config
from guest.topology import MultiUplink
from guest.traffic import Traffic, expect_none_moved

FLOWS = 300
# strongSwan sends with a new SA before its answer has been worked through here (docs/behaviour.md).
SPARE = 5
CAPACITY = 4096


class Upgrade:
    """The steps. `phases` are (name, sentence) of those in which nothing may be disturbed."""

    def __init__(self, lab):
        self.lab = lab
        self.net = MultiUplink(uplinks=3).build()
        self.branch = Branch(lab, self.net)
        self.hawser = self.branch.hawser
        self.branch.start()
        self.branch.serve()
        self.traffic = Traffic(lab, [self.branch.flows(FLOWS, self.branch.witness())])
        self.phases = []

    def steady(self):
        self.lab.need("every flow is answered", self.traffic.all_answered, 20)
        self.before = self.traffic.where("steady")
        self.pins = self.read_pins()
        self.lab.expect(len(self.pins) == FLOWS, "each flow has a pin", f"{len(self.pins)} of {FLOWS}")

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

    def start(self):
        self.hawser.start()
        self.lab.wait_until("IKE is established again by each uplink", self.ike_established, 40)

    def end(self):
        self.traffic.where("end")
        report = self.traffic.stop()
        dead = [key for key, flow in report.items() if not flow["alive"]]
        self.lab.expect(not dead, "every flow lives", f"{len(dead)} died: {dead[:3]}")
        for phase, what in self.phases:
            self.traffic.expect_undisturbed(report, phase, f"next to nothing was lost or late {what}", SPARE)
        print_lines([("phase", "flows", "gap (median/longest)", "UDP lost"),
                     *((phase, len(report), gap(report, report, phase), lost(report, report, phase)) for phase, _ in self.phases)])
        self.hawser.stop()

    def judge(self, phase, what):
        self.phases.append((phase, what))
        expect_none_moved(self.lab, self.before, self.traffic.arrived(), f"no flow moved {what}")
        pins = self.read_pins()
        changed = [key for key in self.pins if pins.get(key) != self.pins[key]]
        self.lab.expect(not changed, f"every pin is what it was {what}", f"{len(changed)} of {len(self.pins)} are not")
        downs = re.findall(r".*-> down:.*", self.hawser.child.text())
        self.lab.expect(not downs, f"no tunnel was thought down {what}", downs)

    def read_pins(self):
        """{(protocol, port): (tunnel, role, moves)}, read from the pinned maps."""
        flows = json.loads(self.hawser.maps("-j", "flow", "list"))
        return {(flow["protocol"], flow["local_port"]): (flow["tunnel"], flow["role"], flow["moves"])
                for flow in flows if flow.get("remote_port") == 7000}

    def entries(self, name):
        return json.loads(self.net.g1.run(["bpftool", "-j", "map", "show", "pinned", f"{maps_v1.PIN_DIR}/{name}"]))["max_entries"]

    def ike_established(self):
        tunnels = self.hawser.tunnels()
        return len(tunnels) == len(self.branch.names) and \
            all(tunnel["ike"].get("state") == "ESTABLISHED" for tunnel in tunnels.values())


def run(lab):
    upgrade = Upgrade(lab)
    upgrade.steady()
    upgrade.another_capacity()
    upgrade.from_version_1()
    upgrade.unknown_version()
    upgrade.end()
