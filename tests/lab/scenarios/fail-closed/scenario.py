# SPDX-License-Identifier: BSD-2-Clause
import json
import re

from guest.branch import Branch
from guest.detach import programs_off
from guest.hawser import branch_config
from guest.talk import ClearWitness, Talker
from guest.topology import MultiUplink

NETWORKS = ("10.2.0.0/16", "fd02::/64")
BUNDLE = "hawser-pop"


class FailClosed:
    """The situations, one after the other. `inside` are the pairs that have answers while a tunnel is up."""

    def __init__(self, lab):
        self.lab = lab
        self.net = net = MultiUplink(uplinks=3).build()
        self.config = branch_config(net)
        branch = Branch(lab, net, self.config)
        self.names, self.hawser = branch.names, branch.hawser
        self.from_host = [(net.H1, net.H2), (net.H1_V6, net.H2_V6)]
        self.from_gateway = [(net.G1, net.H2), (net.G1_V6, net.H2_V6)]
        # Addresses that no tunnel may carry: a program of the gateway's that is bound to an uplink's address.
        self.from_uplinks = [(uplink.address, net.H2) for uplink in net.uplinks]

    def witness(self):
        places = [(self.net.g1, name) for name in self.names]
        places += [(self.net.sites[uplink.isp], "any") for uplink in self.net.uplinks]
        self.clear = ClearWitness(self.lab, places, NETWORKS)

    def quiet(self, when):
        """Everybody has sent ten times more, and nothing of it was seen."""
        for talker in self.talkers:
            talker.need_rounds(10)
        self.clear.expect_silence(when)

    def answered(self, what, timeout=20):
        self.host.wait_answers(f"the host is answered {what}", self.from_host, timeout)
        self.gateway.wait_answers(f"the gateway is answered {what}", self.from_gateway, timeout)

    def up(self, what):
        self.hawser.need_states(f"three tunnels are up {what}", 90, **{name: "up" for name in self.names})

    # The situations

    def at_boot(self):
        self.hawser.guard()
        self.witness()
        self.host = Talker(self.lab, self.net.h1, self.from_host)
        self.gateway = Talker(self.lab, self.net.g1, self.from_gateway + self.from_uplinks)
        self.talkers = [self.host, self.gateway]
        self.quiet("before the daemon runs, with hawserd --guard at boot")

    def failing_starts(self):
        self.refused("a misspelt key", self.config.replace("psk_file =", "psk_flie ="), r"hawser\.toml:\d+:\d+: .*psk_flie")
        self.hawser.write(self.config)
        key = self.hawser.dir / "pop.psk"
        key.chmod(0o644)
        self.refused("a key that everybody can read", self.config, r"hawser\.toml:\d+:\d+: .*pop\.psk.*0644")
        key.chmod(0o600)

    def refused(self, what, config, message):
        """With nothing of an earlier run in the kernel: the failing start alone has to close the way."""
        for talker in self.talkers:
            talker.pause()
        self.hawser.flush()
        self.hawser.write(config)
        status, said = self.hawser.attempt()
        self.lab.expect(status == 1, f"hawserd does not start with {what}", f"status {status}")
        self.lab.expect(re.search(message, said), f"and says in which line {what} is", said.strip())
        for talker in self.talkers:
            talker.go_on()
        self.quiet(f"after a start that failed because of {what}")

    def running(self):
        self.hawser.start()
        self.up("")
        self.answered("through the tunnels")
        self.quiet("while the tunnels carry it")

    def bundle_deleted(self):
        before = self.links()[BUNDLE]
        self.net.g1.ip(f"link del {BUNDLE}")
        self.quiet("when the bundle interface was deleted")
        self.lab.wait_until("the daemon makes the bundle interface anew", lambda: BUNDLE in self.links(), 20)
        self.lab.expect(self.links().get(BUNDLE) == before, "with the same if_id", self.links().get(BUNDLE))
        self.answered("with the new bundle interface")
        self.hawser.kill()
        self.net.g1.ip(f"link del {BUNDLE}")
        self.quiet("when the bundle interface was deleted after the daemon was killed")
        self.hawser.start()
        self.up("after the next start")
        self.answered("after the next start")

    def all_cut(self):
        for uplink in self.net.uplinks:
            self.net.cut(uplink)
        self.hawser.wait_states("all tunnels are down when all uplinks are silent", 10, **{name: "down" for name in self.names})
        before = self.hawser.drops()["no_tunnel"]
        self.quiet("with no tunnel left")
        after = self.hawser.drops()["no_tunnel"]
        self.lab.expect(after > before, "what finds no tunnel is counted as no_tunnel", f"{before}, {after}")
        status, said = self.hawser.outcome("status")
        self.lab.expect(status == 3, "hawser status ends with 3", status)
        self.lab.say("\n" + said)
        for uplink in self.net.uplinks:
            self.net.restore(uplink)
        self.up("again")
        self.answered("again")

    def all_gone(self):
        self.hawser.kill()
        self.quiet("after the daemon was killed")
        self.answered("although the daemon was killed")
        programs_off(self.net.g1, "eth0")
        self.quiet("with the LAN's program detached")
        self.answered("with the LAN's program detached: the stack's way does it too")
        ours = [name for name in self.links() if name != BUNDLE]
        programs_off(self.net.g1, BUNDLE)
        self.quiet("with the bundle's program detached")
        self.net.g1.ip(*(f"link del {name}" for name in ours))
        self.quiet(f"with {', '.join(sorted(ours))} deleted")
        self.net.g1.ip(f"link del {BUNDLE}")
        self.quiet("with the bundle interface deleted too")
        self.hawser.start()
        self.up("after the next start")
        self.answered("after all that")
        self.clear.expect_silence("until the end")

    def flushed(self):
        """The witness would have seen it: after --flush the default route has these networks again."""
        self.hawser.stop()
        self.hawser.flush()
        self.lab.wait_until("after hawserd --flush the packets go by the default route, and the witness sees them",
                            self.clear.lines, 10)
        rest = self.links() or self.net.g1.run("ls -A /sys/fs/bpf/hawser 2>/dev/null || true").split()
        self.lab.expect(not rest, "hawserd --flush leaves nothing behind", rest)

    # Looking

    def links(self):
        """{XFRM interface of g1: its if_id}."""
        said = json.loads(self.net.g1.run(["ip", "-d", "-j", "link", "show", "type", "xfrm"]) or "[]")
        return {link["ifname"]: link["linkinfo"]["info_data"]["if_id"] for link in said if "ifname" in link}


def run(lab):
    scene = FailClosed(lab)
    scene.at_boot()
    scene.failing_starts()
    scene.running()
    scene.bundle_deleted()
    scene.all_cut()
    scene.all_gone()
    scene.flushed()
