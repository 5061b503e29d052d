# SPDX-License-Identifier: BSD-2-Clause
import json
import shutil

from guest.branch import Branch
from guest.topology import MultiUplink

FIREWALL = """
table inet guard {
    chain input {
        type filter hook input priority 0; policy drop;
        iifname "lo" accept
        udp dport { 500, 4500 } accept
        meta l4proto { icmp, ipv6-icmp } accept
    }
}
"""
POLICY = "src 10.2.0.0/16 dst 10.1.0.0/16 dir fwd"


class Patient:
    """The gateway, and what the doctor says of it."""

    def __init__(self, lab, hawser):
        self.lab, self.hawser = lab, hawser

    def findings(self):
        """{check: grade} of what is more than a note, and all of it as the doctor told it."""
        status, output = self.hawser.outcome("doctor", "--config", self.hawser.config, "--json")
        self.lab.require(status in (0, 3), "hawser doctor has looked", f"status {status}: {output[-1000:]}")
        told = json.loads(output)
        return {each["check"]: each["grade"] for each in told if each["grade"] in ("problem", "warning")}, told

    def complains(self, of, check, grade):
        found, told = self.findings()
        what = [each["what"] for each in told if each["check"] == check]
        self.lab.expect(found.get(check) == grade, f"the doctor finds {of}", f"{check}: {found.get(check)}: {what}")

    def well(self, when):
        """Nothing but what a lab cannot help: its clock, offloads of its links, and the counters of packets that were lost on
        purpose."""
        found, told = self.findings()
        real = {check: grade for check, grade in found.items() if check not in ("clock", "offloads", "xfrm_errors")}
        told = [each for each in told if each["check"] in real]
        self.lab.expect(not real, f"the doctor finds nothing {when}", str(told))


def run(lab):
    net = MultiUplink(uplinks=3).build()
    branch = Branch(lab, net)
    branch.start()
    hawser, g1 = branch.hawser, net.g1
    patient = Patient(lab, hawser)
    patient.well("wrong with a gateway that works")
    lab.say("\n" + hawser.cli("doctor", "--config", hawser.config))

    key = hawser.dir / "pop.psk"
    key.chmod(0o644)
    patient.complains("a key that others can read", "configuration", "problem")
    key.chmod(0o600)

    tunnel = next(iter(hawser.interfaces()))
    g1.run(f"echo 1 > /proc/sys/net/ipv4/conf/{tunnel}/rp_filter")
    patient.complains("a strict rp_filter on a tunnel", "rp_filter", "problem")
    g1.run(f"echo 2 > /proc/sys/net/ipv4/conf/{tunnel}/rp_filter")

    g1.nft(FIREWALL)
    patient.complains("a firewall that drops ESP", "firewall_blocks", "problem")
    g1.run(["nft", "delete", "table", "inet", "guard"])

    g1.run(f"ip xfrm policy add {POLICY}")
    patient.complains("a policy without if_id", "xfrm_policies", "problem")
    g1.run(f"ip xfrm policy delete {POLICY}")

    g1.run("ip xfrm policy setdefault fwd block")
    patient.complains("a default that blocks", "xfrm_default", "problem")
    g1.run("ip xfrm policy setdefault fwd accept")

    g1.ip("rule add priority 220 lookup 220")
    patient.complains("strongSwan's routing rule", "rules", "warning")
    g1.ip("rule del priority 220 lookup 220")

    net.sites["isp1"].ip("link set g2 mtu 1400")
    patient.complains("a path that takes less than its uplink", "path_mtu", "problem")
    net.sites["isp1"].ip("link set g2 mtu 1500")
    g1.run("ip route flush cache")

    other = lab.results / "pluto"
    shutil.copy("/bin/sleep", other)
    child = lab.spawn("pluto", [other, "1000000"], site=g1)
    patient.complains("another IKE daemon", "daemons", "problem")
    child.kill()

    patient.well("when all is mended")
    hawser.stop()
    patient.complains("that hawserd is away", "daemon", "problem")
