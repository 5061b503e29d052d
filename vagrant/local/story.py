#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""`story.py full|again`: plays README.md's story on the machines that are up, and judges it by the maps of gw-a.
`again` is what must hold after a restart of all of them."""
import collections
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import time

FLOWS, MORE = 70, 35
WEIGHTS = {"wan1": 4, "wan2": 2, "wan3": 1}
PATIENCE = 240
failed = 0


def expect(condition, sentence, figures=""):
    global failed
    failed += not condition
    print(f"{'ok' if condition else 'not ok'} - {sentence}" + (f" ({figures})" if figures != "" else ""), flush=True)
    return condition


def poll(condition, patience=PATIENCE):
    deadline = time.monotonic() + patience
    while not (value := condition()) and time.monotonic() < deadline:
        time.sleep(1)
    return value


class Machines:
    """By plain ssh, with the addresses and keys that Vagrant says: `vagrant ssh` needs seconds for each command."""

    def __init__(self):
        self.config = pathlib.Path(tempfile.mkdtemp()) / "ssh"
        self.config.write_text(subprocess.run(["vagrant", "ssh-config"], check=True, capture_output=True, text=True).stdout)

    def argv(self, machine, command):
        return ["ssh", "-q", "-o", "ConnectTimeout=20", "-F", str(self.config), machine, command]

    def run(self, machine, command):
        return subprocess.run(self.argv(machine, command), capture_output=True, text=True, timeout=PATIENCE).stdout

    def start(self, machine, command):
        return subprocess.Popen(self.argv(machine, command), stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)

    def states(self, machine="gw-a"):
        """{uplink: state} by `hawser status`."""
        try:
            status = json.loads(self.run(machine, "sudo hawser status --json"))
        except ValueError:
            return {}
        return {tunnel["uplink"]: tunnel["state"] for peer in status["peers"] for tunnel in peer["tunnels"]}

    def pins(self):
        """{local port: tunnel} of the flows to port 7000, by `hawser-maps flow list`."""
        try:
            flows = json.loads(self.run("gw-a", "sudo hawser-maps -j flow list"))
        except ValueError:
            return {}
        return {flow["local_port"]: flow["tunnel"].rsplit("/", 1)[-1] for flow in flows if flow.get("remote_port") == 7000}


class Flows:
    """`lab-flows run` on host-a; the latest line that it has printed."""

    def __init__(self, machines, count, seconds):
        self.process = machines.start("host-a", f"/vagrant/bin/lab-flows run 10.2.0.10 {count} {seconds}")
        os.set_blocking(self.process.stdout.fileno(), False)
        self.text, self.last = "", {}

    def look(self):
        self.text += self.process.stdout.read() or ""
        lines = self.text.split("\n")
        if len(lines) > 1:
            self.last, self.text = json.loads(lines[-2]), lines[-1]
        return self.last

    def all_answered(self):
        seen = self.look()
        return seen and seen["answered"] == seen["flows"]

    def pins(self, machines):
        """{port: uplink} of these flows alone."""
        ports = set(self.look().get("ports", []))
        return {port: uplink for port, uplink in machines.pins().items() if port in ports}


def expect_spread(pins):
    count = collections.Counter(pins.values())
    for uplink, weight in WEIGHTS.items():
        share = weight / sum(WEIGHTS.values())
        room = math.ceil(4 * math.sqrt(FLOWS * share * (1 - share))) + 1
        expect(abs(count[uplink] - FLOWS * share) <= room, f"{uplink} carries its share", f"{count[uplink]}, ideal {FLOWS * share:.0f}")


def all_up(machines):
    return expect(poll(lambda: machines.states() == dict.fromkeys(WEIGHTS, "up")), "three tunnels are up", machines.states())


def serve(machines):
    machines.run("host-b", "sudo systemctl reset-failed lab-echo 2>/dev/null; sudo systemd-run --unit lab-echo /vagrant/bin/lab-flows serve")


def guarded(machines):
    said = machines.run("gw-a", "systemctl show hawserd-guard -p ActiveState -p ActiveEnterTimestampMonotonic; ip route show type unreachable proto 104")
    expect("ActiveState=active" in said and "10.2.0.0/24" in said, "the other site's network is guarded", said.strip())


def full(machines):
    all_up(machines)
    guarded(machines)
    serve(machines)
    flows = Flows(machines, FLOWS, 900)
    expect(poll(lambda: flows.all_answered() and len(flows.pins(machines)) == FLOWS), "every flow is answered, and has a tunnel", flows.last.get("answered"))
    before = flows.pins(machines)
    expect_spread(before)
    for gateway in ("gw-a", "gw-b"):
        machines.run(gateway, "sudo /vagrant/bin/lab-cut wan1")
    expect(poll(lambda: machines.states().get("wan1") == "down"), "wan1 is found down", machines.states())
    expect(poll(flows.all_answered), "every flow is answered again", flows.last.get("answered"))
    during = flows.pins(machines)
    moved = [port for port, uplink in before.items() if uplink != "wan1" and during.get(port) != uplink]
    expect(not moved, "no flow of a surviving tunnel moved", len(moved))
    stuck = [port for port, uplink in during.items() if uplink == "wan1"]
    expect(not stuck and len(during) == FLOWS, "every flow of the dead tunnel found another", len(stuck))
    for gateway in ("gw-a", "gw-b"):
        machines.run(gateway, "sudo /vagrant/bin/lab-cut wan1 back")
    all_up(machines)
    after = flows.pins(machines)
    expect(after == during, "no flow moved when it came back", sum(after.get(port) != uplink for port, uplink in during.items()))
    more = Flows(machines, MORE, 120)
    expect(poll(lambda: more.all_answered() and len(more.pins(machines)) == MORE), "more flows are answered", more.last.get("answered"))
    on_it = sum(uplink == "wan1" for uplink in more.pins(machines).values())
    expect(on_it > 0, "new flows use wan1 again", f"{on_it} of {MORE}")
    flows.look()
    print(f"longest gap of a flow: {flows.last.get('longest_gap_s')} s (emulated; says nothing of a real machine)", flush=True)
    for each in (flows, more):
        each.process.terminate()
        each.process.wait()


def again(machines):
    all_up(machines)
    guarded(machines)
    serve(machines)
    flows = Flows(machines, FLOWS, 120)
    expect(poll(lambda: flows.all_answered()), "flows are answered after everything has been restarted", flows.last.get("answered"))
    flows.process.terminate()
    flows.process.wait()


if __name__ == "__main__":
    {"full": full, "again": again}[sys.argv[1]](Machines())
    sys.exit(1 if failed else 0)
