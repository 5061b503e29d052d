# SPDX-License-Identifier: BSD-2-Clause
import dataclasses
import pathlib
import time

from guest.branch import PSK
from guest.hawser import Hawser, branch_config
from guest.strongswan import multi_tunnel
from guest.topology import MultiUplink

RUBBISH = pathlib.Path(__file__).resolve().parents[2] / "guest" / "rubbish.py"
DATAGRAMS = 5000
# In a minute in which nothing works, for three tunnels.
LINES_A_MINUTE = 150


class Scene:
    def __init__(self, lab):
        self.lab = lab
        self.net = MultiUplink(uplinks=3).build()
        self.names = [uplink.name for uplink in self.net.uplinks]
        self.peer = multi_tunnel(lab, self.net, PSK).start()
        self.good = {connection.name: connection for connection in self.peer.connections}
        self.hawser = Hawser(lab, self.net.g1, branch_config(self.net), {"pop.psk": PSK})

    # What the peer is

    def peer_becomes(self, psk=PSK, **changes):
        """`changes` are by connection: wan1={"remote_id": "..."}."""
        self.peer.connections = [dataclasses.replace(connection, **changes.get(name, {}))
                                 for name, connection in self.good.items()]
        self.peer.psk = psk
        self.peer.reload()

    def restart(self, **config):
        """Without anything of the run before, which would carry traffic whatever IKE says."""
        if self.hawser.child:
            self.stop()
            self.hawser.flush()
        self.hawser.write(branch_config(self.net, **config))
        self.hawser.start()

    # What Hawser says of it

    def expect_words(self, cases, timeout=120):
        """`cases` are {uplink: (what is wrong, words that the status must have)}."""
        for uplink, (wrong, words) in cases.items():
            said = lambda: self.hawser.tunnels().get(uplink, {}).get("reason", "")  # noqa: E731
            self.lab.wait_until(f"{wrong}: the status has {', '.join(words)}", lambda: has(said(), words), timeout, 1)
            self.lab.say(f"{wrong}: {said()}")
            status, text = self.hawser.outcome("status")
            self.lab.expect(status == 3, f"{wrong}: hawser status ends with 3", status)
            self.lab.expect(has(" ".join(text.split()), words), f"{wrong}: people read it too", text)

    def stop(self):
        self.lab.expect(self.hawser.stop() == 0, "hawserd ends in peace when it is asked to")

    def log_lines(self):
        return len(self.hawser.child.text().splitlines())

    def expect_quiet_log(self, when):
        before = self.log_lines()
        time.sleep(60)
        more = self.log_lines() - before
        self.lab.expect(more <= LINES_A_MINUTE, f"the log grows by no more than {LINES_A_MINUTE} lines a minute {when}", more)
        self.lab.say(f"{more} lines a minute {when}")

    # The situations

    def refused_by_peer(self):
        self.peer_becomes(wan1={"remote_id": "other.example"}, wan2={"proposals": "aes256-sha512-modp4096"},
                          wan3={"local_ts": "10.77.0.0/16", "remote_ts": "10.66.0.0/16"})
        self.restart()
        self.expect_words({
            "wan1": ("an identity that the peer does not know", ("authentication failed", "'branch.example'")),
            "wan2": ("no common IKE proposal", ("no common IKE proposal", "NO_PROPOSAL_CHOSEN", "we offer")),
            "wan3": ("selectors that the peer does not accept", ("TS_UNACCEPTABLE", "10.1.0.0/16", "10.2.0.0/16"))})
        self.expect_quiet_log("while the peer refuses")

    def another_key(self):
        self.peer_becomes(psk="another key than ours", wan2={"esp_proposals": "3des-md5"})
        self.net.cut(self.net.uplinks[2])
        self.restart()
        self.expect_words({"wan1": ("another key at the peer", ("authentication failed", "key")),
                           "wan3": ("a silent peer", ("does not answer", "203.0.113.10"))})
        self.peer_becomes(wan2={"esp_proposals": "3des-md5"})
        self.expect_words({"wan2": ("no common ESP proposal", ("no common ESP proposal", "NO_PROPOSAL_CHOSEN"))})
        self.net.restore(self.net.uplinks[2])

    def refused_by_us(self):
        """The peer begins, so that it is us who find out."""
        self.peer_becomes(psk="another key than ours", wan2={"local_id": "stranger.example"})
        # An IKE SA of the situation before would be used again, and ask a daemon that does not know it.
        for name in self.names:
            self.peer.terminate(name)
        self.restart(peer='initiate = "never"')
        for name in ("wan1", "wan2"):
            self.peer.initiate(name, check=False)
        self.expect_words({"wan1": ("a peer with a wrong key", ("does not fit our pre-shared key",)),
                           "wan2": ("a peer with a wrong identity", ("stranger.example", "expected 'pop.example'"))})

    def rubbish(self):
        self.peer.stop()
        self.restart()
        child = self.lab.spawn("rubbish-g2", ["/usr/bin/python3", "-S", "-E", RUBBISH, self.net.peer_address,
                                              *(uplink.address for uplink in self.net.uplinks)], site=self.net.g2)
        wrong = "a peer that answers with rubbish"
        self.expect_words({"wan1": (wrong, ("cannot be understood", "datagrams"))})
        self.expect_quiet_log("under rubbish")
        sent = lambda: int((child.text().split() or ["0"])[-1])  # noqa: E731
        self.lab.wait_until(f"{DATAGRAMS} datagrams of rubbish were sent", lambda: sent() >= DATAGRAMS, 300, 1)
        self.lab.expect(self.hawser.child.alive() and self.hawser.status(), "hawserd lives and answers")
        child.end()

    def mended(self):
        self.peer.vici.unlink(missing_ok=True)
        self.peer.start()
        self.peer_becomes()
        self.hawser.need_states("with a good peer the tunnels come up", 180, **{name: "up" for name in self.names})
        status, _ = self.hawser.outcome("status")
        self.lab.expect(status == 0, "hawser status ends with 0", status)

    def end(self):
        self.stop()
        log = self.hawser.child.text()
        self.lab.expect("Sanitizer" not in log and "runtime error" not in log, "no sanitizer has found anything",
                        log[-3000:] if "Sanitizer" in log or "runtime error" in log else "")
        self.lab.say(f"{len(log.splitlines())} lines of log in all")


def has(text, words):
    """Sentences for people begin with a capital letter."""
    return all(word.lower() in text.lower() for word in words)


def run(lab):
    scene = Scene(lab)
    scene.refused_by_peer()
    scene.another_key()
    scene.refused_by_us()
    scene.rubbish()
    scene.mended()
    scene.end()
