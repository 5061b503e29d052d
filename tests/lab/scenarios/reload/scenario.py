# SPDX-License-Identifier: BSD-2-Clause
import json
import re
import time

from guest.branch import Branch
from guest.flow_table import gap, lost, print_lines
from guest.hawser import branch_config
from guest.topology import MultiUplink
from guest.traffic import Traffic

FLOWS = 120


class Reload:
    """`file` is the configuration as it stands in the file."""

    def __init__(self, lab):
        self.lab, self.net = lab, MultiUplink(uplinks=3).build()
        self.branch = Branch(lab, self.net)
        self.hawser = self.branch.hawser
        self.file = branch_config(self.net)
        self.branch.start()
        self.branch.serve()
        self.traffic = Traffic(lab, [self.branch.flows(FLOWS, self.branch.witness())])
        self.lab.need("every flow is answered", self.traffic.all_answered, 20)
        self.phases = []

    def write(self, *changes):
        for old, new in changes:
            self.lab.require(old in self.file, f"the file has: {old.strip()[:40]}")
            self.file = self.file.replace(old, new, 1)
        self.hawser.write(self.file)

    def pop(self):
        """{uplink: tunnel} of the first peer."""
        return {tunnel["uplink"]: tunnel for tunnel in self.hawser.status()["peers"][0]["tunnels"]}

    def reload(self, *words):
        status, said = self.hawser.outcome("reload", *words)
        self.lab.say(f"hawser reload {' '.join(words)}: status {status}\n{said.strip()}")
        return status, said

    # What must stay

    def facts(self):
        """SPIs, IKE SAs and interfaces by uplink."""
        tunnels = self.pop()
        links = json.loads(self.net.g1.run(["ip", "-j", "link"]))
        indexes = {link["ifname"]: link["ifindex"] for link in links}
        return {name: (tunnel["if_id"], indexes.get(tunnel["interface"]), tunnel["ike"].get("uniqueid"),
                       sorted(child["spi-in"] for child in tunnel["ike"].get("child-sas", {}).values()))
                for name, tunnel in tunnels.items()}

    def step(self, name, what, stay, act):
        """`act` reloads; nothing of the tunnels `stay` and of their flows may change."""
        before, facts = self.traffic.where(f"before-{name}"), self.facts()
        self.lab.say(what)
        self.traffic.begin(name)
        act()
        time.sleep(3)
        keep = {key for key, names in before.items() if names <= set(stay)}
        arrived = self.traffic.arrived()
        moved = [key for key in keep if arrived.get(key) != before[key]]
        self.lab.expect(keep and not moved, f"no flow of what stays moved: {name}", f"{len(moved)} of {len(keep)}")
        after = self.facts()
        changed = [uplink for uplink in stay if facts[uplink] != after.get(uplink)]
        self.lab.expect(not changed, f"SAs, if_ids and interfaces of what stays are the same: {name}",
                        [(facts[uplink], after.get(uplink)) for uplink in changed])
        self.phases.append((name, keep))

    # Steps

    def refused(self):
        good = self.file
        self.write(("networks =", "netwroks ="))
        status, said = self.reload()
        self.lab.expect(status == 1 and re.search(r"hawser\.toml:\d+:\d+: .*netwroks", said) and "nothing has changed" in said,
                        "a wrong file is refused, with line and reason", said)
        self.file = good
        self.write(("\n[lan]", "\n[flows]\ncapacity = 65536\n[lan]"))
        status, said = self.reload()
        self.lab.expect(status == 1 and "restart" in said and "capacity" in said, "what needs a restart is refused by name", said)
        self.file = good
        self.hawser.write(good)

    def nothing(self):
        status, said = self.reload()
        self.lab.expect(status == 0 and "nothing is different" in said, "the same file changes nothing", said)

    def dry_run(self):
        whole = self.file
        self.write(("[peer.auth]", 'uplinks = ["wan1", "wan2"]\n[peer.auth]'))
        status, said = self.reload("--dry-run")
        self.lab.expect(status == 0 and "tunnel pop/wan3: removed" in said, "--dry-run says what would go", said)
        self.lab.expect(set(self.pop()) == {"wan1", "wan2", "wan3"}, "and nothing has gone")
        self.whole = whole

    def less(self):
        status, said = self.reload()
        self.lab.expect(status == 0 and "tunnel pop/wan3: removed" in said, "the tunnel is removed", said)
        self.lab.expect(set(self.pop()) == {"wan1", "wan2"}, "the status has two tunnels")
        self.lab.wait_until("the peer has been told", lambda: "wan3" not in self.branch.peer.established(), 5)
        self.lab.expect("wan3" not in self.net.g1.run(["ip", "link", "show", "type", "xfrm"]), "its interface has gone")
        self.lab.wait_until("every flow is answered", lambda: self.traffic.answered_in("less", 3), 10)

    def more(self):
        self.file = self.whole
        self.hawser.write(self.whole)
        status, said = self.reload()
        self.lab.expect(status == 0 and "tunnel pop/wan3: added" in said, "a tunnel is added", said)
        self.hawser.wait_states("and comes up", 20, wan1="up", wan2="up", wan3="up")

    def settings(self):
        """By SIGHUP, as service managers do it."""
        self.write(('interval = "200ms"', 'interval = "300ms"'), ('bandwidth = "500Mbit"', 'bandwidth = "100Mbit"'))
        self.hawser.hang_up()
        self.lab.wait_until("SIGHUP reloads", lambda: self.pop()["wan2"]["weight"] * 10
                            == self.pop()["wan1"]["weight"], 5)

    def another_peer(self):
        self.file += ('\n[[peer]]\nname = "dc"\nnetworks = ["10.77.0.0/16"]\nlocal_networks = ["10.1.0.0/16"]\n'
                      'endpoints = [{ address = "203.0.113.77" }]\nuplinks = ["wan1"]\n[peer.auth]\npsk_file = "pop.psk"\n'
                      '[peer.probe]\ntype = "none"\n')
        self.hawser.write(self.file)
        status, said = self.reload()
        self.lab.expect(status == 0 and "peer dc: added" in said, "a peer is added", said)
        self.lab.expect("unreachable 10.77.0.0/16" in self.net.g1.run(["ip", "route", "show", "table", "all"]),
                        "and its networks are guarded at once")

    def finish(self):
        self.traffic.where("end")
        report = self.traffic.stop()
        dead = [key for key, flow in report.items() if not flow["alive"]]
        self.lab.expect(not dead, "every flow lives", f"{len(dead)} died: {dead[:3]}")
        for name, keep in self.phases:
            longest = max(report[key]["phases"][name]["longest_gap_ms"] for key in keep)
            gone = lost(report, keep, name)
            self.lab.expect(gone == 0 and longest < 2 * self.traffic.interval_ms, f"nothing of what stays was lost or late: {name}",
                            f"{gone} lost, longest gap {longest} ms")
        print_lines([("reload", "flows that stay", "gap (median/longest)", "UDP lost"),
                     *((name, len(keep), gap(report, keep, name), lost(report, keep, name)) for name, keep in self.phases)])


def run(lab):
    it = Reload(lab)
    every = ("wan1", "wan2", "wan3")
    it.step("refused", "files that are wrong, and one that needs a restart", every, it.refused)
    it.step("nothing", "the same file again", every, it.nothing)
    it.step("dry-run", "a file without wan3, to look at", every, it.dry_run)
    it.step("less", "the same, in earnest", ("wan1", "wan2"), it.less)
    it.step("more", "wan3 is back in the file", ("wan1", "wan2"), it.more)
    it.step("settings", "other weights and other probes, by SIGHUP", every, it.settings)
    it.step("another-peer", "a second peer", every, it.another_peer)
    it.finish()
