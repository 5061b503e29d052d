# SPDX-License-Identifier: BSD-2-Clause
"""New keys under traffic: by either side, of Child SAs and of IKE SAs, at different moments and at once."""
import itertools
import re

from guest.traffic import expect_none_moved

KERNEL_ERRORS = ("XfrmInNoStates", "XfrmInStateProtoError", "XfrmInStateInvalid", "XfrmInStateSeqError", "XfrmOutNoStates",
                 "XfrmOutBundleGenError")


class Rekeying:
    """Traffic through the tunnels of two gateways, and what must stay as it is while they get new keys. `near` is a
    Hawser."""

    def __init__(self, lab, net, near, traffic, rounds=2):
        self.lab, self.net, self.near, self.traffic, self.rounds = lab, net, near, traffic, rounds
        self.names = [uplink.name for uplink in net.uplinks]

    def tell(self, acts):
        """Does each of the acts (words, what, function of an uplink) in every round. `what` is child or ike."""
        lab, traffic = self.lab, self.traffic
        lab.wait_until("every flow is answered", traffic.all_answered, 30)
        before = traffic.where("before")
        errors, begun = self.errors(), self.spis(self.net.g1)
        traffic.begin("rekeying")
        for number, (words, what, rekey) in itertools.product(range(self.rounds), acts):
            self.do(f"round {number + 1}: {words}", what, rekey)
        lab.wait_until("traffic goes on", lambda: traffic.answered_in("rekeying", 2), 20)
        after, report = traffic.arrived(), traffic.report()
        traffic.expect_undisturbed(report, "rekeying", "nothing was lost while keys were renewed")
        expect_none_moved(lab, before, after, "no flow moved")
        lab.expect(self.errors() == errors, "both kernels knew every SPI", f"{errors} -> {self.errors()}")
        left = self.spis(self.net.g1)
        lab.expect(not left & begun and len(left) == len(begun), "every SA is a new one, and none is left over",
                   f"{len(begun)} before, {len(left)} after, {len(left & begun)} of them the same")
        states = self.near.states()
        lab.expect(set(states.values()) == {"up"}, "every tunnel is up", str(states))
        sent = sum(flow["phases"]["rekeying"]["sent"] for flow in report.values() if "rekeying" in flow["phases"])
        lab.say(f"{len(report)} flows, {sent} messages in the phase, {self.rounds * len(acts) * len(self.names)} rekeyings")

    def do(self, words, what, rekey):
        old = self.keys(what)
        for name in self.names:
            rekey(name)
        self.lab.need(words, lambda: self.settled() and not old & self.keys(what), 90)

    def keys(self, what):
        """What names the present SAs of the kind."""
        if what == "child":
            return self.spis(self.net.g1)
        return {tunnel["ike"].get("initiator-spi") for tunnel in self.near.tunnels().values()}

    def settled(self):
        """Two SAs for each tunnel in each kernel, and the same ones."""
        near, far = self.spis(self.net.g1), self.spis(self.net.g2)
        return near == far and len(near) == 2 * len(self.names)

    def spis(self, site):
        return set(re.findall(r"spi (0x[0-9a-f]{8})", site.run(["ip", "xfrm", "state"])))

    def errors(self):
        return [{name: int(value) for name, value in re.findall(r"(\w+)\s+(\d+)", site.run(["cat", "/proc/net/xfrm_stat"]))
                 if name in KERNEL_ERRORS} for site in (self.net.g1, self.net.g2)]


def by(gateway, what):
    """Lets a Hawser rekey the tunnel that uses an uplink of the near side."""
    names = {uplink: tunnel["name"] for uplink, tunnel in gateway.tunnels().items()}
    return lambda uplink: gateway.cli("rekey", names[uplink], what)


def at_once(*functions):
    return lambda uplink: [function(uplink) for function in functions]
