# SPDX-License-Identifier: BSD-2-Clause
import json
import os
import pathlib

from guest.branch import Branch
from guest.flows import Flows, serve
from guest.hawser import branch_config
from guest.talk import Talker
from guest.topology import MultiUplink

SENDER = pathlib.Path(__file__).with_name("stranger.py")
RATE = 5
FLOWS = 60
TUNNEL_IF_IDS = 0x68770000
XDP = f"""
[xdp]
mode = "MODE"
spread = "on"
ike_init_rate = {RATE}
ike_init_burst = 10
"""


class Accelerated:
    def __init__(self, lab, mode):
        self.lab, self.mode = lab, mode
        self.net = MultiUplink(uplinks=2).build()
        config = branch_config(self.net, more=XDP.replace("MODE", mode))
        self.branch = Branch(lab, self.net, config)
        self.hawser, self.g1 = self.branch.hawser, self.net.g1
        self.object = lab.program("bpf/bystander_xdp.bpf.o")

    def bystander(self):
        """Loaded before us; counts what it sees."""
        mode = "skb" if self.mode == "generic" else "native"
        self.g1.run(["xdp-loader", "load", "-m", mode, "wan1", self.object])
        self.lab.expect("bystander" in self.status(), "another program is on wan1 before hawserd starts", self.status())

    def status(self):
        return self.g1.run(["xdp-loader", "status", "wan1"])

    def seen(self):
        maps = json.loads(self.g1.run(["bpftool", "-j", "map", "show"]))
        number = next(one["id"] for one in maps if one.get("name") == "bystander_seen")
        dump = json.loads(self.g1.run(["bpftool", "-j", "map", "dump", "id", str(number)]))
        return sum(one["formatted"]["value"] if "formatted" in one else int(one["value"][0], 16) for one in dump)

    def attached(self):
        self.hawser.start()
        self.hawser.need_states("two tunnels come up", 60, wan1="up", wan2="up")
        uplinks = {one["name"]: one for one in self.hawser.status()["uplinks"]}
        self.lab.expect(all(one["xdp"] == self.mode for one in uplinks.values()), f"XDP is {self.mode} on both uplinks", uplinks)
        lans = self.hawser.status()["lans"]
        # A LAN has a program only where there is another CPU to spread to.
        wanted = self.mode if os.cpu_count() > 1 else "off"
        self.lab.expect([lan["interface"] for lan in lans] == ["eth0"] and lans[0]["xdp"] == wanted and lans[0]["xdp_reason"],
                        f"the status says that it is {wanted} on the LAN, and why", lans)
        shown = self.status()
        self.lab.expect("bystander" in shown and "hawser_wan_xdp" in shown, "and both programs are on wan1", "\n" + shown)
        self.lab.say("\n" + self.hawser.cli("status"))

    def traffic(self):
        self.talker = Talker(self.lab, self.net.h1, [(self.net.H1, self.net.H2), (self.net.H1_V6, self.net.H2_V6)])
        before = self.seen()
        self.talker.wait_answers("traffic flows through the tunnels", [(self.net.H1, self.net.H2), (self.net.H1_V6, self.net.H2_V6)])
        self.lab.expect(self.seen() > before, "the other program sees it too", f"{before}, {self.seen()}")

    def stranger(self, what, count, source):
        self.net.sites["isp1"].run(["/usr/bin/python3", "-S", "-E", SENDER, what, source, self.net.uplinks[0].address, str(count)])

    def unknown_spi(self):
        before = self.hawser.drops()["unknown_spi"]
        self.stranger("esp", 20, self.net.uplinks[0].gateway)
        dropped = self.hawser.drops()["unknown_spi"] - before
        self.lab.expect(dropped == 20, "ESP of an unknown SPI is dropped by name", dropped)

    def flood(self):
        flood, other = "198.51.100.5", "198.51.100.6"
        self.net.sites["isp1"].ip(f"addr add {flood}/26 dev g1", f"addr add {other}/26 dev g1")
        before = self.hawser.drops()["ike_flood"]
        self.stranger("ike", 400, flood)
        dropped = self.hawser.drops()["ike_flood"] - before
        self.lab.expect(dropped > 100, "a flood of IKE_SA_INIT requests is held down", f"{dropped} of 400")
        self.stranger("ike", 5, other)
        again = self.hawser.drops()["ike_flood"] - before - dropped
        self.lab.expect(again == 0, "another source is let in meanwhile", again)
        states = self.hawser.states()
        self.lab.expect(states == {"wan1": "up", "wan2": "up"}, "and the established tunnels stay up", states)

    def foreign(self):
        """An SA of somebody else's: from then on no SPI is unknown."""
        self.g1.run(["ip", "xfrm", "state", "add", "src", "198.51.100.9", "dst", self.net.uplinks[0].address, "proto", "esp",
                     "spi", "0xabcd0001", "mode", "tunnel", "aead", "rfc4106(gcm(aes))", "0x" + "11" * 20, "128"])
        before = self.hawser.drops()["unknown_spi"]
        self.stranger("esp", 20, self.net.uplinks[0].gateway)
        dropped = self.hawser.drops()["unknown_spi"] - before
        self.lab.expect(dropped == 0, "with another program's SA on the machine no ESP is called unknown", dropped)

    def dump(self, name):
        dump = json.loads(self.g1.run(["bpftool", "-j", "map", "dump", "pinned", f"/sys/fs/bpf/hawser/{name}"]))
        return {one["formatted"]["key"]: [each["value"] for each in one["formatted"]["values"]] for one in dump}

    def seen_by_cpu(self, direction):
        """{uplink: [packets of its tunnel whose program ran on CPU 0, on CPU 1, ...]}: the counters are each CPU's own."""
        stats = self.dump("hw_tun_stats")
        return {uplink: [cpu[f"packets_{direction}"] for cpu in stats[tunnel["if_id"] - TUNNEL_IF_IDS]]
                for uplink, tunnel in self.hawser.tunnels().items()}

    def cpu_of(self, tunnel):
        """Where the program sends ESP of the tunnel's SA."""
        spi = next(child["spi-in"] for child in tunnel["ike"]["child-sas"].values())
        return ((int.from_bytes(bytes.fromhex(spi), "little") * 0x9E3779B1 & 0xFFFFFFFF) * os.cpu_count()) >> 32

    def spread(self):
        cpus = os.cpu_count()
        if cpus < 2:
            self.lab.say("not shown: spreading over CPUs, for this machine has one (run it with --wall)")
            return
        before = {direction: self.seen_by_cpu(direction) for direction in ("in", "out")}
        serve(self.lab, self.net.h2)
        flows = Flows(self.lab, self.net.h1, self.net.H2, FLOWS)
        self.lab.need(f"{FLOWS} flows are answered", flows.all_answered, 60)
        seen = {direction: {uplink: [now - then for now, then in zip(counts, before[direction][uplink])]
                            for uplink, counts in self.seen_by_cpu(direction).items()} for direction in before}
        leaving = [sum(counts) for counts in zip(*seen["out"].values())]
        self.lab.expect(min(leaving[:cpus]) >= FLOWS // 10, "flows from the LAN are taken into tunnels on every CPU", leaving)
        for uplink, tunnel in self.hawser.tunnels().items():
            wanted, counts = self.cpu_of(tunnel), seen["in"][uplink]
            self.lab.expect(counts[wanted] > 0 and sum(counts) == counts[wanted],
                            f"ESP of {uplink} is taken out of its tunnel on the CPU of its SPI", f"CPU {wanted}: {counts}")
        flows.stop()
        given = [sum(counts) for _, counts in sorted(self.dump("hw_xdp_spread").items())][:cpus]
        self.lab.expect(all(given), "every CPU was given packets", given)
        self.lab.expect(self.hawser.drops()["spread_failed"] == 0, "and none could not be given away")

    def again(self):
        """The programs outlive the daemon, and the next one takes them over."""
        self.hawser.stop()
        self.lab.expect("hawser_wan_xdp" in self.status(), "XDP outlives the daemon")
        self.talker.wait_answers("traffic flows without the daemon", [(self.net.H1, self.net.H2)])
        self.hawser.start()
        self.hawser.need_states("the tunnels are up after a restart", 60, wan1="up", wan2="up")
        shown = self.status()
        self.lab.expect(shown.count("hawser_wan_xdp") == 1, "and the program was replaced, not doubled", "\n" + shown)
        self.hawser.stop()
        self.hawser.flush()
        shown = self.status()
        self.lab.expect("hawser_wan_xdp" not in shown and "bystander" in shown, "--flush leaves the other program alone", "\n" + shown)


def run(lab):
    scene = Accelerated(lab, "native")
    scene.bystander()
    scene.attached()
    scene.traffic()
    scene.unknown_spi()
    scene.flood()
    scene.spread()
    scene.foreign()
    scene.again()
