# SPDX-License-Identifier: BSD-2-Clause
"""What another implementation and Hawser do together: a tunnel for each way to come up, a row of the table for each tunnel."""
import dataclasses

from guest.flows import Flows, Witness, serve
from guest.hawser import Hawser, branch_config
from guest.lab import poll
from guest.pki import Authority
from guest.rekey import Rekeying, by
from guest.strongswan import multi_tunnel
from guest.topology import MultiUplink
from guest.traffic import Group, Traffic, expect_none_moved

PSK = "correct horse battery staple"
HAWSER, PEER = "Hawser", "the peer"
KEY, CERTIFICATE = "pre-shared key", "certificate (ECDSA)"
REKEYINGS = ("Child rekey by Hawser", "Child rekey by the peer", "IKE rekey by Hawser", "IKE rekey by the peer")
COLUMNS = ("peer", "authentication", "key exchange", "begun by", "traffic over ESP", *REKEYINGS, "messages lost",
           "SPIs unknown to a kernel")
OWN = """[[peer.tunnel]]
uplink = "{uplink}"
initiate = "{initiate}"
"""
CERTIFIED = """[peer.tunnel.auth]
cert_file = "branch.pem"
key_file = "branch.key"
ca_file = "ca.pem"
"""


@dataclasses.dataclass(frozen=True)
class Way:
    """The tunnel of an uplink: how both prove who they are, and who begins."""
    uplink: str
    authentication: str
    begun_by: str

    @property
    def certified(self):
        return self.authentication == CERTIFICATE

    def config(self):
        own = OWN.format(uplink=self.uplink, initiate="always" if self.begun_by == HAWSER else "never")
        return own + (CERTIFIED if self.certified else "")


WAYS = (Way("wan1", KEY, HAWSER), Way("wan2", CERTIFICATE, HAWSER), Way("wan3", KEY, PEER), Way("wan4", CERTIFICATE, PEER))


class Interop:
    """The topology with Hawser on g1, and a place for the peer on g2. The peer has start, initiate, rekey, established."""

    def __init__(self, lab, peer_name, flows=40):
        self.lab, self.peer_name, self.count = lab, peer_name, flows
        self.net = MultiUplink(uplinks=len(WAYS)).build()
        self.marks = [uplink.mark for uplink in self.net.uplinks]
        self.uplink_of = {f"ipsec{uplink.mark}": uplink.name for uplink in self.net.uplinks}
        self.ca = Authority("acme")
        self.peer = self.hawser = self.traffic = self.story = None

    def make_hawser(self, peer="", libraries=None, **settings):
        """`peer` and `settings` are branch_config()'s."""
        config = branch_config(self.net, bandwidths=["1Gbit"] * len(WAYS), peer=peer,
                               more="".join(way.config() for way in WAYS), **settings)
        certificate, key = self.ca.issue("branch.example")
        self.hawser = Hawser(self.lab, self.net.g1, config, {
            "pop.psk": PSK, "ca.pem": self.ca.certificate(), "branch.pem": certificate, "branch.key": key}, libraries=libraries)

    def play(self, peer):
        """From the beginning to the table."""
        self.peer = peer.start()
        serve(self.lab, self.net.h2)
        self._come_up()
        self._traffic()
        rows = {way: [self.peer_name, way.authentication, self._key_exchange(way), way.begun_by] for way in WAYS}
        before = self.traffic.where("before")
        users = {way: [flow for flow, names in before.items() if names == {way.uplink}] for way in WAYS}
        for way in WAYS:
            rows[way].append("yes" if users[way] else "NO")
        self.lab.expect(all(users.values()), "there is traffic over ESP by every tunnel",
                        {way.uplink: len(flows) for way, flows in users.items()})
        verdicts = [self._rekey(number, words) for number, words in enumerate(REKEYINGS)]
        for way in WAYS:
            good, lost, unknown = zip(*(verdict[way] for verdict in verdicts))
            rows[way] += [*("yes" if one else "NO" for one in good), sum(lost), sum(unknown)]
        expect_none_moved(self.lab, before, self.traffic.arrived(), "no flow moved")
        self.lab.say("\n" + self.hawser.cli("sas"))
        self.lab.say("\n" + table(rows.values()))

    def _come_up(self):
        self.hawser.start()
        for way in WAYS:
            if way.begun_by == PEER:
                self.peer.initiate(way.uplink)
        names = {way.uplink for way in WAYS}
        self.lab.need(f"{self.peer_name} has its Child SAs up", lambda: names <= self.peer.established(), 60, 0.3)
        self.hawser.need_states("the tunnels come up", 60, **{name: "up" for name in names})
        begun = {uplink: tunnel["ike"].get("initiator") for uplink, tunnel in self.hawser.tunnels().items()}
        self.lab.expect(begun == {way.uplink: way.begun_by == HAWSER for way in WAYS}, "each was begun by whom it should", begun)

    def _traffic(self):
        witness = Witness(self.lab, self.net.g2, *self.uplink_of)
        flows = Flows(self.lab, self.net.h1, self.net.H2, self.count)
        self.traffic = Traffic(self.lab, [Group(flows, witness, self.uplink_of)])
        self.story = Rekeying(self.lab, self.net, self.hawser, self.traffic)
        self.lab.wait_until("every flow is answered", self.traffic.all_answered, 30)

    def _key_exchange(self, way):
        """As Hawser's status has it."""
        ike = self.hawser.tunnels()[way.uplink]["ike"]
        return " + ".join(ike[key] for key in ("dh-group", "ke1") if key in ike)

    def _rekey(self, number, words):
        """{way: (whether it got new keys without a loss, messages lost, SPIs that a kernel did not know)}."""
        lab, phase = self.lab, f"rekeying-{number}"
        what = "child" if words.startswith("Child") else "ike"
        rekey = by(self.hawser, what) if words.endswith(HAWSER) else lambda name: self.peer.rekey(**{what: name})
        old, known = self._keys(what), self._unknown()
        self.traffic.begin(phase)
        for way in WAYS:
            rekey(way.uplink)
        poll(lambda: self.story.settled() and all(self._renewed(old, what).values()), 90, 0.3)
        lab.wait_until(f"{words}: traffic goes on", lambda: self.traffic.answered_in(phase, 2), 20)
        renewed, lost, unknown = self._renewed(old, what), self._lost(phase), self._unknown() - known
        lab.expect(all(renewed.values()) and self.story.settled(), f"{words}: every tunnel has new keys and no others", renewed)
        lab.expect(not any(lost.values()) and not unknown, f"{words}: nothing is lost, both kernels know every SPI",
                   f"lost {lost}, {unknown} packets of unknown SPIs")
        return {way: (renewed[way.uplink] and not lost[way.uplink] and not unknown, lost[way.uplink], unknown) for way in WAYS}

    def _keys(self, what):
        """{uplink: what names its SAs of the kind}."""
        def names(ike):
            return {child["spi-in"] for child in ike["child-sas"].values()} if what == "child" else {ike.get("initiator-spi")}
        return {uplink: names(tunnel["ike"]) for uplink, tunnel in self.hawser.tunnels().items()}

    def _renewed(self, old, what):
        new = self._keys(what)
        return {uplink: bool(new[uplink]) and not new[uplink] & old[uplink] for uplink in old}

    def _lost(self, phase):
        """{uplink: messages of flows that use it}."""
        lost, report, arrived = dict.fromkeys(self.uplink_of.values(), 0), self.traffic.report(), self.traffic.arrived()
        for flow, names in arrived.items():
            for name in names:
                lost[name] += report[flow]["phases"][phase]["lost"]
        return lost

    def _unknown(self):
        return sum(count["XfrmInNoStates"] for count in self.story.errors())


def strongswan(interop, libraries=None, **changes):
    """The peer that all of this began with. `changes` are its connections'."""
    peer = multi_tunnel(interop.lab, interop.net, PSK, libraries=libraries, **changes)
    certificate, key = interop.ca.issue("pop.example")
    peer.files = {"x509ca/ca.pem": interop.ca.certificate(), "x509/pop.pem": certificate, "private/pop.key": key}
    peer.connections = [dataclasses.replace(one, local_auth="pubkey", remote_auth="pubkey", certificate="pop.pem")
                        if way.certified else one for one, way in zip(peer.connections, WAYS)]
    return peer


def table(rows):
    """In Markdown, as docs/interop.md has it."""
    lines = [COLUMNS, ["---"] * len(COLUMNS), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
