# SPDX-License-Identifier: BSD-2-Clause
import dataclasses

from guest.branch import PSK
from guest.hawser import Hawser, branch_config
from guest.strongswan import StrongSwan, multi_tunnel, wait_established
from guest.topology import MultiUplink

BLUE, RED = "0123456789abcdef0123456789abcdef", "another key of the same length ..."
# wan1: required here; wan2: optional here, and there is none of that name; wan3: none here.
TUNNELS = """[[peer.tunnel]]
uplink = "wan1"
[peer.tunnel.auth]
ppk_file = "blue.ppk"
ppk_id = "blue"
[[peer.tunnel]]
uplink = "wan2"
[peer.tunnel.auth]
ppk_file = "red.ppk"
ppk_id = "red"
ppk = "optional"
"""
NAMES = ("wan1", "wan2", "wan3")


class WithPpk(StrongSwan):
    """Knows one PPK, or none. `ppk_id` of a connection is what it uses where it begins."""
    knows = True

    def _write(self):
        super()._write()
        if not self.knows:
            return
        conf = self.dir / "swanctl" / "swanctl.conf"
        conf.write_text(conf.read_text().replace(
            "\nsecrets {", f'\nsecrets {{\n  ppk-blue {{\n    id = blue\n    secret = "{BLUE}"\n  }}', 1))


class Scene:
    def __init__(self, lab):
        self.lab = lab
        self.net = MultiUplink(uplinks=3).build()
        self.keys = {"pop.psk": PSK, "blue.ppk": BLUE, "red.ppk": RED}
        self.hawser = Hawser(lab, self.net.g1, self.config(), self.keys)
        plain = multi_tunnel(lab, self.net, PSK)
        self.peer = WithPpk(lab, self.net.g2, plain.connections, PSK)
        # A connection with a ppk_id refuses every other one, required or not.
        self.set(wan1="ppk_id = blue\n    ppk_required = yes", wan3="ppk_id = blue")

    def config(self, peer=""):
        return branch_config(self.net, peer=peer, more=TUNNELS)

    def set(self, **extra):
        self.peer.connections = [dataclasses.replace(one, extra=extra.get(one.name, one.extra))
                                 for one in self.peer.connections]

    def ppk_of(self):
        """Tunnels with a PPK in their keys, as either side shows them."""
        ours = {name for name, tunnel in self.hawser.tunnels().items() if tunnel["ike"].get("ppk")}
        listings = self.peer.listings()
        theirs = {name for name, text in listings if "/PPK" in text}
        return ours, theirs, "\n".join(text for _, text in listings)

    def expect_ppk(self, what, *names):
        ours, theirs, said = self.ppk_of()
        self.lab.expect(ours == set(names), f"{what}: Hawser shows a PPK for {names}", str(ours))
        self.lab.expect("/PPK" not in said or theirs == set(names), f"{what}: and so does strongSwan", said)
        listed = self.hawser.cli("sas")
        self.lab.expect(listed.count("/PPK\n") == len(names), f"{what}: hawser sas has it too", listed)

    def up(self, what):
        self.hawser.need_states(what, 60, wan1="up", wan2="up", wan3="up")
        wait_established(self.lab, self.peer, NAMES)

    def pings(self, what):
        said = self.net.g1.run(["ping", "-c", "6", "-i", "0.2", "-W", "2", "-I", "10.1.0.1", self.net.H2], check=False)
        self.lab.expect(" 0% packet loss" in said, what, said.strip().splitlines()[-2:])

    def hawser_begins(self):
        self.peer.start()
        self.hawser.start()
        self.up("the tunnels come up: with a PPK where both have it, without where it is optional")
        self.expect_ppk("Hawser begins", "wan1")
        self.pings("traffic passes")

    def keys_are_renewed(self):
        for what in ("child", "ike"):
            self.hawser.cli("rekey", self.hawser.tunnels()["wan1"]["name"], what)
            self.lab.wait_until(f"Hawser has rekeyed the {what} SA", self.settled, 30)
            self.peer.rekey(**{what: "wan1"})
            self.lab.wait_until(f"strongSwan has rekeyed the {what} SA", self.settled, 30)
        self.expect_ppk("after new keys by either side", "wan1")
        self.pings("and traffic passes")

    def settled(self):
        ike = self.hawser.tunnels()["wan1"]["ike"]
        return ike.get("state") == "ESTABLISHED" and len(ike["child-sas"]) == 1 and \
            [len(sa["children"]) for sa in self.peer.sas() if sa["name"] == "wan1"] == [1]

    def refused(self):
        """strongSwan has no PPK for wan1 any more, and requires one for wan3, where Hawser has none."""
        self.peer.knows = False
        self.set(wan1="", wan3="ppk_id = blue\n    ppk_required = yes")
        self.peer.reload()
        self.peer.terminate("wan1")
        self.peer.terminate("wan3")
        self.hawser.wait_states("what one side requires and the other has not does not come up", 60, wan1="down",
                                wan2="up", wan3="down")
        self.lab.wait_until("and Hawser says why", lambda: "PPK" in self.hawser.tunnels()["wan1"]["reason"], 60)
        self.lab.say(str(self.hawser.explain()))

    def strongswan_begins(self):
        self.peer.knows = True
        self.set(wan1="ppk_id = blue\n    ppk_required = yes", wan2="ppk_id = blue", wan3="ppk_id = blue")
        self.lab.expect(self.hawser.stop() == 0, "hawserd ends in peace when it is asked to")
        self.hawser.flush()
        self.peer.stop()
        self.net.g2.run(["ip", "xfrm", "state", "flush"])
        self.net.g2.run(["ip", "xfrm", "policy", "flush"])
        self.hawser.write(self.config('initiate = "never"'), self.keys)
        self.peer.start()
        self.hawser.start()
        for name in NAMES:
            self.peer.initiate(name)
        self.up("strongSwan begins, and the tunnels come up likewise")
        self.expect_ppk("strongSwan begins", "wan1")
        self.pings("traffic passes then too")


def run(lab):
    scene = Scene(lab)
    scene.hawser_begins()
    scene.keys_are_renewed()
    scene.refused()
    scene.strongswan_begins()
