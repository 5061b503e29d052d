# SPDX-License-Identifier: BSD-2-Clause
import dataclasses
import time

from guest.hawser import Hawser, branch_config
from guest.lab import poll
from guest.libreswan import Connection, Libreswan
from guest.strongswan import make_interfaces, multi_tunnel
from guest.topology import MultiUplink

PSK = "correct horse battery staple"
NETWORKS = {"networks": ("10.2.0.0/16",), "local_networks": ("10.1.0.0/16",)}
# Seconds for which the SAs are watched, longer than Hawser waits before it tries again.
WATCH = 12
COLUMNS = ("peer", "its policy", "connections there", "begun by", "the three tunnels")


class Uniqueness:
    def __init__(self, lab):
        self.lab = lab
        self.net = MultiUplink(uplinks=3).build()
        self.names = [uplink.name for uplink in self.net.uplinks]
        self.rows = []

    def play(self, peer, policy, connections, begun_by, stay=True, **settings):
        """One line of the table. `stay` is whether the tunnels should; `settings` are those of Hawser's peer."""
        lab, net = self.lab, self.net
        kind = type(peer).__name__
        lab.say(f"--- {kind}, {policy}, {connections}, begun by {begun_by}")
        config = branch_config(net, peer="" if begun_by == "Hawser" else 'initiate = "never"', **NETWORKS, **settings)
        hawser = Hawser(lab, net.g1, config[:config.index("[peer.probe]")], {"pop.psk": PSK})
        peer.start()
        hawser.start()
        if begun_by != "Hawser":
            for name in self.names:
                peer.initiate(name)
        up = poll(lambda: set(hawser.states().values()) == {"up"}, 20, 0.3)
        first = spis(hawser)
        seen = [first]
        deadline = time.monotonic() + WATCH
        while time.monotonic() < deadline:
            seen.append(spis(hawser))
            time.sleep(0.5)
        ended = len({spi for each in seen for spi in each} - first)
        there = len(peer.sas())
        good = up and not ended and there == len(self.names) and set(hawser.states().values()) == {"up"}
        words = "stay" if good else f"end one another: {ended} new IKE SAs in {WATCH} s, {there} there at the end"
        lab.expect(bool(good) == stay, f"{kind}, {policy}, {connections}, begun by {begun_by}: the tunnels "
                   f"{'stay' if stay else 'end one another'}", f"{words}; {hawser.explain()}")
        self.rows.append((kind, policy, connections, begun_by, words))
        hawser.stop()
        hawser.flush()
        peer.child.end()
        net.g2.run(["ip", "xfrm", "state", "flush"])
        net.g2.run(["ip", "xfrm", "policy", "flush"])

    def strongswan(self):
        peer = multi_tunnel(self.lab, self.net, PSK, local_ts="10.2.0.0/16", remote_ts="10.1.0.0/16")
        own = peer.connections

        def with_policy(policy, connections=own):
            peer.connections = [dataclasses.replace(one, unique=policy) for one in connections]
            return peer
        each, one = "one for each", "one for all"
        self.play(with_policy("no"), "unique = no (default)", each, "Hawser")
        self.play(with_policy("no"), "unique = no (default)", each, "the peer")
        # Connections with the same settings and the same identities are one to strongSwan, whatever their names.
        self.play(with_policy("replace"), "unique = replace", each, "Hawser", stay=False)
        apart = [dataclasses.replace(one, remote_id=f"{one.name}.branch.example") for one in own]
        self.play(with_policy("replace", apart), "unique = replace", "one for each, each with an identity of its own", "Hawser",
                  local_id="{uplink}.branch.example")
        self.play(with_policy("no", [dataclasses.replace(own[0], remote=None)]), "unique = no (default)", one, "Hawser")
        self.play(with_policy("replace", [dataclasses.replace(own[0], remote=None)]), "unique = replace", one, "Hawser", stay=False)

    def libreswan(self):
        net, marks = self.net, [uplink.mark for uplink in self.net.uplinks]
        for mark in marks:
            net.g2.ip(f"link del ipsec{mark}")
        peer = Libreswan(self.lab, net.g2, [Connection(uplink.name, net.peer_address, uplink.address, uplink.mark)
                                            for uplink in net.uplinks], psk=PSK,
                         started=lambda: make_interfaces(net.g2, marks, ["10.1.0.0/16"]))
        self.play(peer, "uniqueids = yes (default)", "one for each", "Hawser")

    def table(self):
        lines = [COLUMNS, ["---"] * len(COLUMNS), *self.rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def spis(hawser):
    return {spi for tunnel in hawser.tunnels().values() if (spi := tunnel["ike"].get("initiator-spi"))
            and tunnel["ike"]["state"] == "ESTABLISHED"}


def run(lab):
    uniqueness = Uniqueness(lab)
    uniqueness.strongswan()
    uniqueness.libreswan()
    lab.say("\n" + uniqueness.table())
