# SPDX-License-Identifier: BSD-2-Clause
import json
import os
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "dataplane")]

from gateways import TUNNELS  # noqa: E402
from hub import HubGateways, config, make_peers, policies, states  # noqa: E402
from machine import available_kb, maps_kb, slabs_kb  # noqa: E402
from measure import cost_of, open_flows, out_calibration, sink  # noqa: E402

LONG = 3000
UPLINKS = [f"w{n}" for n in TUNNELS]


class Measurement:
    """One gateway: steps with the time and the memory that each took."""

    def __init__(self, lab, peers, interfaces):
        self.lab, self.peers = lab, peers
        self.tunnels = sum(len(peer.uplinks) for peer in peers)
        self.program = lab.program("bench/dataplane/static_gateway")
        self.net = HubGateways().build()
        folder = lab.results.parent / "bench-gateway"
        folder.mkdir(exist_ok=True)
        self.config = folder / "hawser.toml"
        self.config.write_text(config(peers, interfaces))
        (folder / "pop.psk").write_text("correct horse battery staple")
        (folder / "pop.psk").chmod(0o600)
        self.lines = {"SAs": "\n".join(states(peers)) + "\n", "policies": "\n".join(policies(peers)) + "\n"}
        self.steps, self.slabs = {}, slabs_kb()
        self.memory = available_kb()

    def step(self, name, argv, stdin=None):
        """Runs it in g1; its milliseconds, and the kB that are gone afterwards."""
        begun = time.monotonic_ns()
        said = self.net.g1.run(argv, stdin=stdin, timeout=LONG)
        took = (time.monotonic_ns() - begun) / 1e6
        before, self.memory = self.memory, available_kb()
        self.steps[name] = {"ms": took, "kB": before - self.memory}
        self.lab.say(f"{self.tunnels} tunnels: {name}: {took:.1f} ms, {before - self.memory} kB")
        return said

    def set_up(self):
        """SAs first, as the programs on the uplinks are told of them."""
        for name, lines in self.lines.items():
            self.step(name, ["ip", "-batch", "-"], stdin=lines)
        said = self.step("interfaces", [self.program, "interfaces", self.config])
        # Without reading the configuration.
        self.steps["interfaces"]["ms"] = _took(said)["interfaces"]
        said = self.step("data plane", [self.program, "twice", self.config, "steered"])
        self.lab.say(said)
        return _took(said)

    def packets(self):
        open_flows(self.lab, self.net)
        sink(self.net.g2, *UPLINKS)
        return cost_of(self.lab, self.net, f"{self.tunnels} tunnels", self.net.g2, UPLINKS)

    def figures(self):
        took = self.set_up()
        slabs = {name: size - self.slabs.get(name, 0) for name, size in slabs_kb().items()}
        maps = maps_kb()
        packet = self.packets()
        self.net.close()
        return {"tunnels": self.tunnels, "peers": len(self.peers), "steps": self.steps, "took": took, "maps": maps,
                "slabs": slabs, "packet": packet}


def _took(said):
    """{step: milliseconds} of what static_gateway says."""
    return {words[1]: float(words[2]) for words in map(str.split, said.splitlines()) if words[:1] == ["took"]}


def run(lab):
    release = os.uname().release
    shared = tuple(map(int, release.split(".")[:2])) >= (6, 2)
    wanted = lab.build / "bench" / "hubs.json"
    tunnels = json.loads(wanted.read_text())["shared" if shared else "each"]
    interfaces = "shared" if shared else "each"
    figures = {"release": release, "interfaces": interfaces, "sender": out_calibration(lab)}
    figures["few"] = Measurement(lab, make_peers(1, (1, 2, 3)), interfaces).figures()
    figures["many"] = Measurement(lab, make_peers(tunnels // 2, (1, 2)), interfaces).figures()
    (lab.results / "figures.json").write_text(json.dumps(figures, indent=1))
