# SPDX-License-Identifier: BSD-2-Clause
"""What another implementation and Hawser do together, told in a row of a table for each way to begin."""
import dataclasses

from guest.flows import Flows, Witness, serve
from guest.hawser import Hawser
from guest.rekey import Rekeying, by
from guest.traffic import Group, Traffic

COLUMNS = ("peer", "authentication", "key exchange", "begun by", "traffic over ESP", "Child rekey by Hawser",
           "Child rekey by the peer", "IKE rekey by Hawser", "IKE rekey by the peer", "messages lost", "SPIs unknown to a kernel")


@dataclasses.dataclass
class Case:
    """One way to come up: who begins, and how both prove who they are. `peer` is started by `make_peer()` and has
    start, stop, initiate, rekey, established."""
    peer_name: str
    authentication: str
    key_exchange: str
    begun_by: str              # "Hawser" or "the peer"
    config: str                # Hawser's
    keys: dict                 # file names and contents beside it
    make_peer: object


class Interop:
    """Plays cases one after the other in one topology, and prints the table."""

    def __init__(self, lab, net, flows=20):
        self.lab, self.net, self.count, self.rows = lab, net, flows, []
        self.names = [uplink.name for uplink in net.uplinks]
        serve(lab, net.h2)

    def play(self, case):
        lab, net = self.lab, self.net
        lab.say(f"--- {case.peer_name}, {case.authentication}, begun by {case.begun_by}")
        peer = case.make_peer().start()
        hawser = Hawser(lab, net.g1, case.config, case.keys).start()
        if case.begun_by == "the peer":
            for name in self.names:
                peer.initiate(name)
        lab.need(f"{case.begun_by} begins, and {case.peer_name} has its Child SAs up",
                 lambda: set(self.names) <= peer.established(), 60, 0.3)
        hawser.need_states("the tunnels come up", 60, **{name: "up" for name in self.names})
        self.rows.append(self._row(case, peer, hawser))
        hawser.stop()
        hawser.flush()
        peer.stop()
        net.g2.run(["ip", "xfrm", "state", "flush"])
        net.g2.run(["ip", "xfrm", "policy", "flush"])

    def _row(self, case, peer, hawser):
        lab, net = self.lab, self.net
        number = len(self.rows)
        uplink_of = {f"ipsec{uplink.mark}": uplink.name for uplink in net.uplinks}
        witness = Witness(lab, net.g2, *uplink_of)
        flows = Flows(lab, net.h1, net.H2, self.count, name=f"flows-{number}")
        traffic = Traffic(lab, [Group(flows, witness, uplink_of)])
        story = Rekeying(lab, net, hawser, traffic, rounds=1)
        acts = {"Child rekey by Hawser": ("child", by(hawser, "child")),
                "Child rekey by the peer": ("child", lambda name: peer.rekey(child=name)),
                "IKE rekey by Hawser": ("ike", by(hawser, "ike")),
                "IKE rekey by the peer": ("ike", lambda name: peer.rekey(ike=name))}
        failed = lab.failed
        story.tell([(words, *act) for words, act in acts.items()])
        lost = sum(flow["phases"]["rekeying"]["lost"] for flow in traffic.report().values()
                   if "rekeying" in flow["phases"])
        renewed = ["yes" if lab.failed == failed else "NO"] * len(acts)
        errors = sum(count["XfrmInNoStates"] for count in story.errors())
        flows.stop()
        witness.child.end()
        return (case.peer_name, case.authentication, case.key_exchange, case.begun_by, "yes", *renewed, lost, errors)

    def table(self):
        """In Markdown, as docs/interop.md has it."""
        lines = [COLUMNS, ["---"] * len(COLUMNS), *self.rows]
        return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
