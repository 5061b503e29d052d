# SPDX-License-Identifier: BSD-2-Clause
"""The story of the scenarios wrong-uplink and wrong-uplink-v6."""
import signal

from guest.branch import Branch
from guest.capture import Capture
from guest.talk import Talker
from guest.topology import MultiUplink

MASQUERADE = """table inet hide {
    chain behind_uplinks {
        type nat hook postrouting priority srcnat;
        oifname { "wan1", "wan2", "wan3" } masquerade
    }
}
"""
IPSEC = "esp or udp port 500 or udp port 4500"


class WrongUplink:
    """The steps, over one family."""

    def __init__(self, lab, outer):
        self.lab, self.outer = lab, outer
        self.net = MultiUplink(uplinks=3, outer=outer).build()
        self.net.g1.nft(MASQUERADE)
        self.branch = Branch(lab, self.net)
        self.hawser = self.branch.hawser

    def start(self):
        self.branch.start()
        self.captures = {name: Capture(self.lab, self.net.g1, name, f"({IPSEC}) and outbound") for name in self.branch.names}
        self.talker = Talker(self.lab, self.net.g1, [(self.net.G1, self.net.H2)])

    def strayed(self):
        """Packets that left by an uplink whose tunnel they do not belong to: by address, or by a tunnel's SPI."""
        strayed = []
        for name, capture in self.captures.items():
            uplink = next(one for one in self.net.uplinks if one.name == name)
            spis = self.spis(name)
            strayed += [f"{name}: {line}" for line in capture.lines()
                        if f" {uplink.address}" not in line or ("spi=" in line and not any(spi in line for spi in spis))]
        return strayed

    def spis(self, name):
        """SPIs that this uplink's tunnel sends with, or has sent with."""
        self.known = getattr(self, "known", {})
        known = self.known.setdefault(name, set())
        tunnel = self.hawser.tunnels().get(name) if self.hawser.child.alive() and not self.stopped else None
        for child in (tunnel or {"ike": {}})["ike"].get("child-sas", {}).values():
            known.add(f"0x{child['spi-out']}")
        return known

    stopped = False

    def steady(self, when):
        self.talker.need_rounds(5)
        for name in self.branch.names:
            self.spis(name)
        strayed = self.strayed()
        self.lab.expect(not strayed, f"every tunnel's packets leave by its own uplink {when} ({self.outer})", strayed[:3])

    def delete_rules(self):
        """Without the daemon's answer: what is left is the main table, whose best default route is wan1's or wan2's."""
        self.stopped = True
        self.hawser.child.signal(signal.SIGSTOP)
        family = "-4" if self.outer == "v4" else "-6"
        for uplink in self.net.uplinks:
            self.net.g1.run(["ip", family, "rule", "del", "from", uplink.address])
        rules = self.net.g1.run(["ip", family, "rule"])
        self.lab.expect(not any(uplink.address in rules for uplink in self.net.uplinks), "the rules are gone", rules)

    def without_rules(self, when, counted=True):
        """Not everything gets as far as our program. Where masquerade rewrites what leaves by a wrong uplink, two tunnels'
        ESP becomes one flow to conntrack, for it has no ports, and conntrack drops it; and on an uplink without carrier,
        whose route the kernel still takes, it waits for a neighbour that never answers."""
        before = self.hawser.drops()["wrong_uplink"]
        self.delete_rules()
        self.knock()
        after = self.hawser.drops()["wrong_uplink"]
        if counted:
            self.lab.expect(after > before, f"ESP on a wrong uplink is dropped and counted {when} ({self.outer})", f"{before}, {after}")
        strayed = self.strayed()
        self.lab.expect(not strayed, f"and none has left by one {when} ({self.outer})", strayed[:3])

    def knock(self):
        """Packets into each tunnel, past every choice: the daemon's own probes have stopped with it."""
        for interface in self.interfaces:
            self.net.g1.run(["ping", "-c", "5", "-i", "0.2", "-W", "1", "-I", interface, "-I", self.net.G1,
                             self.net.H2], check=False)

    def mended(self, when, **states):
        self.hawser.child.signal(signal.SIGCONT)
        self.stopped = False
        self.hawser.wait_states(f"the daemon has put the rules back, and the tunnels are up {when} ({self.outer})", 60, **states)
        self.steady(f"again {when}")

    def overruled(self):
        """Somebody else's rule goes before the daemon's, and stays: two tunnels' ESP is routed to wan1."""
        family = "-4" if self.outer == "v4" else "-6"
        others = self.net.uplinks[1:]
        for uplink in others:
            self.net.g1.run(["ip", family, "rule", "add", "from", uplink.address, "priority", "1", "lookup",
                             "main"])
        self.hawser.wait_states(f"tunnels whose ESP is routed to wan1 are not up ({self.outer})", 20, wan1="up", wan2="down", wan3="down")
        reasons = {name: tunnel["reason"] for name, tunnel in self.hawser.tunnels().items()}
        self.lab.expect(all("its ESP was about to leave by wan1" in reasons[uplink.name] for uplink in others),
                        "and the status says why", reasons)
        self.lab.say("\n" + self.hawser.cli("status"))
        self.steady("although a rule leads elsewhere")
        for uplink in others:
            self.net.g1.run(["ip", family, "rule", "del", "from", uplink.address, "priority", "1"])

    def run(self):
        self.start()
        self.interfaces = list(self.hawser.interfaces())
        everything = {name: "up" for name in self.branch.names}
        self.steady("with a masquerading rule on all of them")
        self.without_rules("with the rules deleted by hand, masqueraded", counted=False)
        self.mended("after that", **everything)
        self.net.g1.run(["nft", "delete", "table", "inet", "hide"])
        self.without_rules("with the rules deleted by hand")
        self.mended("after that, too", **everything)
        self.overruled()
        self.hawser.wait_states(f"all is up when that rule has gone ({self.outer})", 60, **everything)
        self.net.carrier(self.net.uplinks[0], up=False)
        self.hawser.wait_states("wan1 without carrier has its tunnel down", 20, wan1="down", wan2="up", wan3="up")
        self.steady("with one uplink down")
        self.without_rules("with one uplink down and the rules deleted", counted=False)
        self.mended("with one uplink down", wan1="down", wan2="up", wan3="up")


def tell(lab, outer):
    WrongUplink(lab, outer).run()
