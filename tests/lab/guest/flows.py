# SPDX-License-Identifier: BSD-2-Clause
"""The lab's traffic: long-lived flows that measure themselves, and a witness of the interface that each one used."""
import json
import socket

from guest import process

NAMES = {1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6"}


class _Controlled:
    """A program with a control socket: one command a connection."""

    def __init__(self, path):
        self.path = path

    def listens(self):
        return process.listens(self.path)

    def ask(self, command):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(60)
            connection.connect(self.path)
            connection.sendall(f"{command}\n".encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode().strip()
        if answer.startswith("error"):
            raise RuntimeError(f"{command}: {answer}")
        return answer


def serve(lab, site, port=7000):
    """The echo server that flows talk to. The same binary, and it ends with the scenario."""
    child = lab.spawn(f"flows-server-{site.name}-{port}", [lab.program("tests/lab/traffic/hawser-flows"), "serve", "--port", port],
                      site=site)
    lab.need(f"flows are served in {site.name}", lambda: "ready" in child.text(), 30)
    return child


class Flows(_Controlled):
    """Long-lived flows from a site to an address. Keys of flows are (protocol, source, source port)."""

    def __init__(self, lab, site, target, count=300, tcp_share=50, interval_ms=200, port=7000, name=None):
        self.lab, self.interval_ms = lab, interval_ms
        self.name = name or f"flows-{site.name}"
        super().__init__(f"/tmp/{self.name}.control")
        self.child = lab.spawn(self.name, [
            lab.program("tests/lab/traffic/hawser-flows"), "run", "--target", target, "--flows", count, "--port", port,
            "--tcp-share", tcp_share, "--interval-ms", interval_ms, "--control", self.path,
            "--report", lab.results / f"{self.name}.json"], site=site)
        lab.need(f"{count} flows from {site.name} to {target} are open", self.listens, 30)

    def mark(self, name):
        """Begins a phase."""
        self.ask(f"mark {name}")

    def add(self, count):
        self.ask(f"add {count}")

    def report(self):
        """{key: flow} with alive, failure, ever_answered, phases: {name: {longest_gap_ms, sent, answered, lost}}."""
        return _by_key(json.loads(self.ask("report"))["flows"])

    def stop(self):
        report = _by_key(json.loads(self.ask("stop"))["flows"])
        self.child.process.wait()
        return report

    def all_answered(self):
        return all(flow["ever_answered"] for flow in self.report().values())

    def all_recovered(self, within_ms):
        """Whether every flow had an answer since `within_ms` ago, by a phase of its own."""
        self.mark("recovery")
        return self.lab.wait_until("every flow is answered again", lambda: all(
            flow["phases"]["recovery"]["answered"] for flow in self.report().values()), within_ms / 1000)


def _by_key(flows):
    return {(flow["protocol"], flow["source"], flow["source_port"]): flow for flow in flows}


class Witness(_Controlled):
    """Packet sockets on interfaces of a site."""

    def __init__(self, lab, site, *interfaces):
        self.name = f"flowtap-{site.name}"
        self.interfaces = interfaces
        super().__init__(f"/tmp/{self.name}.control")
        self.child = lab.spawn(self.name, [lab.program("tests/lab/traffic/hawser-flowtap"), self.path, *interfaces], site=site)
        lab.need(f"a witness listens on {', '.join(interfaces)} of {site.name}", self.listens, 30)

    def clear(self):
        """Forgets what it has seen."""
        self.ask("clear")

    def _flows(self):
        report = json.loads(self.ask("report"))
        if report["dropped"]:
            raise RuntimeError(f"{self.name} missed {report['dropped']} packets")
        return report["flows"]

    def seen(self, direction="in", port=None):
        """{(protocol, source, source port): {interface: packets}} of what was seen since the last clear, in the
        direction "in" (arriving at this site by the interface) or "out"; `port` keeps it to one destination port."""
        table = {}
        for flow in self._flows():
            packets = {name: sight[direction] for name, sight in flow["seen"].items() if sight[direction]}
            if packets and port in (None, flow["destination_port"]):
                table[_key(flow, "source")] = packets
        return table

    def moves(self, port):
        """{flow: how often it left by another interface than before} since the last clear"""
        return {_key(flow, "source"): flow["moves"] for flow in self._flows() if flow["destination_port"] == port}

    def answers(self, direction="out", port=7000):
        """Like `seen`, for the packets from server port `port`, by the flow that they answer."""
        table = {}
        for flow in self._flows():
            packets = {name: sight[direction] for name, sight in flow["seen"].items() if sight[direction]}
            if packets and flow["source_port"] == port:
                table[_key(flow, "destination")] = packets
        return table


def _key(flow, end):
    return NAMES.get(flow["protocol"], flow["protocol"]), flow[end], flow[f"{end}_port"]
