# SPDX-License-Identifier: BSD-2-Clause
import os
import pathlib
import signal

from guest import process
from guest.branch import PSK
from guest.flow_table import gap, lost, print_lines
from guest.flows import Flows, Witness, serve
from guest.hawser import branch_config
from guest.machine import MachineUplinks
from guest.packaged import GUARD, UNIT, PackagedHawser, deb, dpkg, installed, scrape
from guest.strongswan import multi_tunnel, wait_established
from guest.traces import differences, settled_traces, traces
from guest.traffic import Group, Traffic, expect_none_moved

FLOWS = 300
# strongSwan sends with a new SA before its answer has been worked through here (docs/behaviour.md).
SPARE = 5
# Bits of linux/capability.h: NET_BIND_SERVICE, NET_ADMIN, NET_RAW, PERFMON, BPF.
CAPABILITIES = 1 << 10 | 1 << 12 | 1 << 13 | 1 << 38 | 1 << 39
# The guest's clock leaps while the host reads: what is meant to be generous is more so here.
PATIENT = "[Service]\nTimeoutStartSec=infinity\nWatchdogSec=300\n"
METRICS = '[metrics]\nlisten = "/run/hawser/metrics.sock"\n'


class Package:
    def __init__(self, lab):
        self.lab = lab
        self.net = MachineUplinks(uplinks=3).build()
        self.names = [uplink.name for uplink in self.net.uplinks]
        self.peer = multi_tunnel(lab, self.net, PSK, start_action="none").start()
        self.clean = settled_traces(lab, self.net.g1)
        drop_in = pathlib.Path("/run/systemd/system/hawserd.service.d/lab.conf")
        drop_in.parent.mkdir(parents=True)
        drop_in.write_text(PATIENT)

    def install(self):
        dpkg("-i", deb(self.lab, before=True))
        self.lab.expect(installed().startswith("ii ") and "~before" in installed(), "the package is installed", installed())
        states = process.run(["systemctl", "is-enabled", GUARD, UNIT], check=False).split()
        self.lab.expect(states == ["enabled", "enabled"], "its services are enabled", states)
        active = process.run(["systemctl", "is-active", GUARD, UNIT], check=False).split()
        self.lab.expect(active == ["inactive", "inactive"], "and do nothing without a configuration", active)
        self.lab.expect(not differences(self.clean, traces(self.net.g1)), "nor is there anything in the kernel")

    def start(self):
        self.hawser = PackagedHawser(self.lab, self.net.g1, branch_config(self.net, more=METRICS), {"pop.psk": PSK})
        process.run(["systemctl", "start", GUARD])
        guards = self.guards()
        self.lab.expect(len(guards) == 2, "the guard alone makes the peer's networks unreachable", guards)
        self.lab.expect("network-pre.target" in self.hawser.properties("Before", unit=GUARD)["Before"],
                        "it comes before the network")
        self.hawser.start()
        self.hawser.need_states("three tunnels come up", 60, **{name: "up" for name in self.names})
        wait_established(self.lab, self.peer, self.names)
        self.lab.say("\n" + process.run(["systemctl", "status", "--no-pager", UNIT], check=False))

    def restrictions(self):
        status = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{self.hawser.pid()}/status").read_text().splitlines())
        for name in ("CapBnd", "CapEff", "CapPrm"):
            self.lab.expect(int(status[name], 16) == CAPABILITIES, f"{name} are the five capabilities", status[name].strip())
        self.lab.expect(status["NoNewPrivs"].strip() == "1" and status["Seccomp"].strip() == "2",
                        "no new privileges, and a filter of system calls")
        socket = process.run(["stat", "-c", "%U:%G %a", "/run/hawser/hawser.sock"]).strip()
        self.lab.expect(socket == "root:hawser 660", "the control socket is the group's", socket)
        self.lab.expect(pathlib.Path("/sys/fs/bpf/hawser/hw_pins4").exists(), "the maps are pinned")
        loose = pathlib.Path(f"/proc/sys/net/ipv4/conf/{self.first_tunnel()['interface']}/rp_filter").read_text().strip()
        self.lab.expect(loose == "2", "and sysctls of its interfaces are written", loose)
        troubles = [line for line in self.hawser.child.text().splitlines() if "not permitted" in line or "denied" in line]
        self.lab.expect(not troubles, "nothing was refused to it", troubles[:5])

    def journal(self):
        told = self.hawser.entries("HAWSER_PEER=pop", "HAWSER_TUNNEL=pop/wan1")
        states = [(entry["HAWSER_EVENT"], entry.get("HAWSER_STATE")) for entry in told if "HAWSER_EVENT" in entry]
        self.lab.expect(("tunnel", "up") in states and ("ike-sa", "ESTABLISHED") in states and ("child-sa", "INSTALLED") in states,
                        "the journal has a tunnel's story under its name", states)
        line = self.hawser.properties("StatusText")["StatusText"]
        self.lab.wait_until("systemctl status tells how many tunnels are up", lambda: "3 of 3 tunnels are up" in
                            self.hawser.properties("StatusText")["StatusText"], 20) or self.lab.say(line)

    def metrics(self):
        page = scrape("/run/hawser/metrics.sock")
        checked, said = process.outcome(["/bin/sh", "-c", f"/usr/bin/promtool check metrics < {self.keep('metrics.txt', page)}"])
        self.lab.expect(checked == 0 and not said.strip(), "promtool finds nothing wrong with the metrics", said.strip()[:300])
        for wanted in ('hawser_tunnel_up{peer="pop",tunnel="pop/wan1",uplink="wan1"} 1', 'hawser_xfrm_errors_total{error="XfrmInNoStates"}',
                       'hawser_probe_rtt_seconds_bucket', 'hawser_ike_handshakes_total{result="established"} 3'):
            self.lab.expect(wanted in page, f"the metrics have {wanted}", "" if wanted in page else page[:300])

    def keep(self, name, text):
        path = self.lab.results / name
        path.write_text(text)
        return path

    def traffic(self):
        serve(self.lab, self.net.h2)
        uplink_of = {f"ipsec{uplink.mark}": uplink.name for uplink in self.net.uplinks}
        flows = Flows(self.lab, self.net.h1, self.net.H2, FLOWS)
        self.flows = Traffic(self.lab, [Group(flows, Witness(self.lab, self.net.g2, *uplink_of), uplink_of)])
        self.lab.need("every flow is answered", self.flows.all_answered, 20)
        self.before = self.flows.where("steady")

    def upgrade(self):
        old = self.hawser.pid()
        self.flows.begin("upgrade")
        dpkg("-i", deb(self.lab))
        self.lab.expect("~before" not in installed() and installed().startswith("ii "), "the package is upgraded", installed())
        self.lab.need("another hawserd answers", lambda: self.hawser.pid() not in (0, old) and self.hawser.status(), 60)
        self.lab.wait_until("IKE is established again by each uplink", self.established, 40)
        expect_none_moved(self.lab, self.before, self.flows.arrived(), "no flow moved while the package was upgraded")
        self.lab.expect(set(self.hawser.states().values()) == {"up"}, "every tunnel is up", self.hawser.states())
        self.flows.where("after")
        report = self.flows.report()
        self.flows.expect_undisturbed(report, "upgrade", "next to nothing was lost or late", SPARE)
        print_lines([("phase", "flows", "gap (median/longest)", "UDP lost"),
                     ("upgrade", len(report), gap(report, report, "upgrade"), lost(report, report, "upgrade"))])
        self.programs_once()

    def programs_once(self):
        """A daemon without CAP_SYS_ADMIN knows its predecessor's programs, and replaces them."""
        shown = process.run("bpftool net show 2>/dev/null | grep -c hawser_tunnel || true", site=self.net.g1).strip()
        self.lab.expect(shown == "3", "each tunnel's interface has one program", shown)

    def hang(self):
        old = self.hawser.pid()
        os.kill(old, signal.SIGSTOP)
        self.lab.wait_until("the watchdog ends a daemon that hangs, and another starts",
                            lambda: self.hawser.pid() not in (0, old) and self.hawser.status(), 500, interval=2)
        self.lab.wait_until("IKE is established again by each uplink", self.established, 40)
        self.flows.where("after-hang")
        expect_none_moved(self.lab, self.before, self.flows.arrived(), "no flow moved")
        self.flows.stop()

    def remove(self):
        dpkg("-r", "hawser")
        self.lab.expect(installed().startswith("rc "), "the package is removed", installed())
        self.lab.expect(len(self.guards()) == 2, "the peer's networks stay unreachable", self.guards())
        left = differences(self.clean, traces(self.net.g1))
        lines = [line for gone, come in left.values() for line in gone + come]
        self.lab.expect(all(line.startswith("unreachable") for line in lines), "nothing else is left in the kernel", left)
        self.lab.expect(pathlib.Path("/etc/hawser/hawser.toml").exists(), "the configuration stays")

    def again(self):
        dpkg("-i", deb(self.lab))
        self.lab.need("installed again, it runs by itself", lambda: self.hawser.status(), 60)
        self.hawser.need_states("three tunnels come up", 60, **{name: "up" for name in self.names})

    def purge(self):
        dpkg("-P", "hawser")
        self.lab.expect("no packages found" in installed() or installed().startswith("un"), "the package is purged", installed())
        left = differences(self.clean, traces(self.net.g1))
        self.lab.expect(not left, "nothing is left in the kernel", left)
        folder = sorted(path.name for path in pathlib.Path("/etc/hawser").iterdir())
        self.lab.expect(folder == ["hawser.toml", "pop.psk"], "what the administrator wrote stays", folder)
        self.lab.expect(not pathlib.Path("/var/lib/hawser").exists(), "what the daemon kept is gone")

    def guards(self):
        said = process.run("ip route show proto 104 type unreachable; ip -6 route show proto 104 type unreachable", site=self.net.g1)
        return said.splitlines()

    def first_tunnel(self):
        return self.hawser.tunnels()["wan1"]

    def established(self):
        tunnels = self.hawser.tunnels()
        return len(tunnels) == 3 and all(tunnel["ike"].get("state") == "ESTABLISHED" for tunnel in tunnels.values())


def run(lab):
    package = Package(lab)
    for step in (package.install, package.start, package.restrictions, package.journal, package.metrics, package.traffic,
                 package.upgrade, package.hang, package.remove, package.again, package.purge):
        step()
