# SPDX-License-Identifier: BSD-2-Clause
import dataclasses

from guest.branch import PSK
from guest.flows import Flows, Witness, serve
from guest.hawser import Hawser, branch_config
from guest.pki import Authority
from guest.rekey import Rekeying, at_once, by
from guest.strongswan import multi_tunnel, wait_established
from guest.topology import MultiUplink
from guest.traffic import Group, Traffic

# By wan1 both have ECDSA, by wan2 both have RSA; by wan3 strongSwan has RSA and Hawser the key.
KINDS = {"wan1": "ecdsa", "wan2": "rsa"}
BY_CERTIFICATE = """cert_file = "{uplink}.pem"
key_file = "{uplink}.key"
ca_file = "ca.pem"
local_id = "branch.example"
"""
MIXED = """[[peer.tunnel]]
uplink = "wan3"
[peer.tunnel.auth]
psk_file = "pop.psk"
ca_file = "ca.pem"
"""


class Scene:
    def __init__(self, lab):
        self.lab = lab
        self.net = MultiUplink(uplinks=3).build()
        self.names = [uplink.name for uplink in self.net.uplinks]
        self.ca = Authority("acme")
        self.files = {"pop.psk": PSK, "ca.pem": self.ca.certificate()}
        for uplink, kind in KINDS.items():
            self.files[f"{uplink}.pem"], self.files[f"{uplink}.key"] = self.ca.issue("branch.example", kind)
        self.hawser = Hawser(lab, self.net.g1, self.config(), self.files)
        self.peer = multi_tunnel(lab, self.net, PSK)
        self.peer.files = {"x509ca/ca.pem": self.ca.certificate()}
        self.good = [self.certified(connection) for connection in self.peer.connections]
        self.peer.connections = self.good

    def config(self, peer=""):
        text = branch_config(self.net, peer=peer, more=MIXED)
        return text.replace('psk_file = "pop.psk"\nlocal_id = "branch.example"\n', BY_CERTIFICATE, 1)

    def certified(self, connection):
        kind = KINDS.get(connection.name, "rsa")
        self.give(f"pop-{kind}", *self.ca.issue("pop.example", kind))
        remote = "pubkey" if connection.name in KINDS else "psk"
        return dataclasses.replace(connection, local_auth="pubkey", remote_auth=remote, certificate=f"pop-{kind}.pem")

    def give(self, name, certificate, key):
        """A certificate and its key for strongSwan."""
        self.peer.files[f"x509/{name}.pem"] = certificate
        self.peer.files[f"private/{name}.key"] = key

    def up(self, what):
        self.hawser.need_states(what, 60, **{name: "up" for name in self.names})
        wait_established(self.lab, self.peer, self.names)

    def hawser_begins(self):
        self.peer.start()
        self.hawser.start()
        self.up("the tunnels come up by certificates")
        # strongSwan's log has `authentication of 'branch.example' with ECDSA_WITH_SHA256_DER successful`.
        said = self.peer.settings["log"].read_text()
        for words in ("ECDSA_WITH_SHA256_DER", "RSA_EMSA_PSS"):
            self.lab.expect(f"authentication of 'branch.example' with {words}" in said,
                            f"Hawser has signed by {words}", "" if words in said else said[-1500:])

    def keys_are_renewed(self):
        serve(self.lab, self.net.h2)
        ipsec = {f"ipsec{uplink.mark}": uplink.name for uplink in self.net.uplinks}
        flows = Flows(self.lab, self.net.h1, self.net.H2, 40)
        traffic = Traffic(self.lab, [Group(flows, Witness(self.lab, self.net.g2, *ipsec), ipsec)])
        ours = {what: by(self.hawser, what) for what in ("child", "ike")}
        theirs = {"child": lambda name: self.peer.rekey(child=name), "ike": lambda name: self.peer.rekey(ike=name)}
        Rekeying(self.lab, self.net, self.hawser, traffic, rounds=1).tell([
            ("Hawser rekeys the Child SAs", "child", ours["child"]),
            ("strongSwan rekeys the Child SAs", "child", theirs["child"]),
            ("Hawser rekeys the IKE SAs", "ike", ours["ike"]),
            ("strongSwan rekeys the IKE SAs", "ike", theirs["ike"]),
            ("both rekey the Child SAs at once", "child", at_once(theirs["child"], ours["child"])),
        ])

    def certificates_are_replaced(self):
        """Another kind of key, so that strongSwan's log tells the new certificate from the one before."""
        before = self.keys_of("wan1")
        for name, text in zip(("wan1.pem", "wan1.key"), self.ca.issue("branch.example", "ed25519")):
            self.hawser.write(self.config(), {name: text})
        self.lab.say(self.hawser.cli("reload-credentials"))
        self.lab.expect(self.keys_of("wan1") == before, "the SAs stay when certificates are read again", before)
        self.peer.terminate("wan1")
        self.lab.need("the tunnel comes up again by the new certificate", lambda: "with ED25519 successful" in
                      self.peer.settings["log"].read_text() and self.hawser.states().get("wan1") == "up", 60)

    def keys_of(self, uplink):
        return self.hawser.tunnels()[uplink]["ike"].get("initiator-spi")

    def restart(self, peer):
        """Both without anything of the run before."""
        self.lab.expect(self.hawser.stop() == 0, "hawserd ends in peace when it is asked to")
        self.hawser.flush()
        self.peer.stop()
        self.net.g2.run(["ip", "xfrm", "state", "flush"])
        self.net.g2.run(["ip", "xfrm", "policy", "flush"])
        self.hawser.write(self.config(peer), self.files)
        self.peer.start()
        self.hawser.start()

    def strongswan_begins(self):
        self.peer.settings["extra"] = "signature_authentication = no"
        self.restart('initiate = "never"')
        self.peer.initiate("wan1")
        self.hawser.need_states("a tunnel comes up by strongSwan's initiative, without RFC 7427", 60, wan1="up")
        said = self.hawser.child.text()
        self.lab.expect("by ECDSA-256 signature" in said, "strongSwan has authenticated itself by ECDSA-256", said[-500:])


def run(lab):
    scene = Scene(lab)
    scene.hawser_begins()
    scene.keys_are_renewed()
    scene.certificates_are_replaced()
    scene.strongswan_begins()
