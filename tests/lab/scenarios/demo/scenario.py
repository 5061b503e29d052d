# SPDX-License-Identifier: BSD-2-Clause
from guest.capture import Capture
from guest.flows import Flows, Witness, serve
from guest.hawser import Hawser, branch_config
from guest.strongswan import multi_tunnel, wait_established
from guest.topology import MultiUplink
from scenarios.demo.table import print_table

PSK = "correct horse battery staple"
FLOWS, MORE_FLOWS, FOREIGN_FLOWS = 300, 70, 30
BANDWIDTHS = ("1Gbit", "500Mbit", "250Mbit")
WEIGHTS = (4, 2, 1)
# Four standard deviations of a fair draw; the hash is fixed, so this does not change from run to run by more.
SPREAD_TOLERANCE = 36
FOREIGN_PORT = 7001


class Demo:
    """The steps of the demonstration, on one topology. `tunnel_of` maps each flow to the uplink that carries it."""

    def __init__(self, lab):
        self.lab = lab
        self.net = MultiUplink(uplinks=3).build()
        self.names = [uplink.name for uplink in self.net.uplinks]
        self.victim = self.net.uplinks[0]
        # The strongSwan side has one XFRM interface per uplink: its number is the uplink's.
        self.uplink_of = {f"ipsec{uplink.mark}": uplink.name for uplink in self.net.uplinks}

    # Steps

    def bring_up(self):
        self.peer = multi_tunnel(self.lab, self.net, PSK, start_action="none").start()
        self.captures = [Capture(self.lab, self.net.g1, name, "esp or udp port 500 or udp port 4500", limit=20000)
                         for name in self.names]
        self.hawser = Hawser(self.lab, self.net.g1, branch_config(self.net, BANDWIDTHS), {"pop.psk": PSK}).start()
        self.hawser.need_states("three tunnels come up", 60, **{name: "up" for name in self.names})
        wait_established(self.lab, self.peer, self.names)
        self.lab.say("\n" + self.hawser.cli("status"))

    def open_flows(self):
        serve(self.lab, self.net.h2)
        serve(self.lab, self.net.h1, port=FOREIGN_PORT)
        self.inner = Witness(self.lab, self.net.g2, *self.uplink_of)
        self.outer = Witness(self.lab, self.net.g1, *self.names)
        self.flows = Flows(self.lab, self.net.h1, self.net.H2, FLOWS)
        self.foreign = Flows(self.lab, self.net.h2, self.net.H1, FOREIGN_FLOWS, port=FOREIGN_PORT)
        self.lab.need("every flow is answered", self.flows.all_answered, 20)
        self.lab.wait_until("every flow opened behind strongSwan is answered", self.foreign.all_answered, 20)
        self.before = self.where("steady")
        self.expect_spread()

    def cut(self):
        self.lab.say(f"{self.victim.name} goes silent; its carrier stays")
        self.flows.mark("cut")
        self.foreign.mark("cut")
        self.net.cut(self.victim)
        self.hawser.wait_states(f"Hawser finds {self.victim.name} down", 5, **{self.victim.name: "down"})
        self.lab.wait_until("every flow is answered again", lambda: self.answered_in("cut", 3), 20)
        self.during = self.where("elsewhere")
        self.expect_moves()

    def come_back(self):
        self.lab.say(f"{self.victim.name} carries packets again")
        self.net.restore(self.victim)
        self.hawser.wait_states(f"{self.victim.name} is up again", 60, **{self.victim.name: "up"})
        self.flows.add(MORE_FLOWS)
        self.after = self.where("back")
        moved = [key for key in self.during if self.after.get(key) != self.during[key]]
        self.lab.expect(not moved, "no flow moved when it came back", f"{len(moved)} moved: {moved[:3]}")
        self.new = {key: name for key, name in self.after.items() if key not in self.during}
        on_it = sum(name == {self.victim.name} for name in self.new.values())
        self.lab.expect(len(self.new) == MORE_FLOWS and on_it >= MORE_FLOWS * 4 / 7 - 20,
                        f"new flows use {self.victim.name}", f"{on_it} of {len(self.new)}")

    def finish(self):
        self.report = self.flows.stop()
        self.foreign_report = self.foreign.stop()
        dead = [key for key, flow in self.report.items() if not flow["alive"]]
        self.lab.expect(not dead, "every flow lives", f"{len(dead)} died: {dead[:3]}")
        self.expect_own_uplinks()
        print_table(self)

    # Looking

    def where(self, phase):
        """Begins a phase and waits until each flow was seen and answered in it: {flow: uplinks by which it arrived}."""
        self.flows.mark(phase)
        self.inner.clear()
        self.lab.wait_until(f"every flow is answered twice in phase {phase}", lambda: self.answered_in(phase, 2), 20)
        return {key: {self.uplink_of[interface] for interface in packets}
                for key, packets in self.inner.seen("in", port=7000).items()}

    def answered_in(self, phase, times):
        return all(flow["phases"][phase]["answered"] >= times for flow in self.flows.report().values()
                   if phase in flow["phases"])

    def on(self, table, name):
        return {key for key, names in table.items() if names == {name}}

    # Judging

    def expect_spread(self):
        for name, weight in zip(self.names, WEIGHTS):
            ideal, real = FLOWS * weight / sum(WEIGHTS), len(self.on(self.before, name))
            self.lab.expect(abs(real - ideal) <= SPREAD_TOLERANCE, f"{name} carries its share", f"{real}, ideal {ideal:.0f}")

    def expect_moves(self):
        stayed = [key for name in self.names[1:] for key in self.on(self.before, name)]
        collateral = [key for key in stayed if self.during.get(key) != self.before[key]]
        self.lab.expect(not collateral, "no flow of a surviving tunnel moved", f"{len(collateral)} moved")
        left = [key for key in self.on(self.before, self.victim.name)
                if not self.during.get(key) or self.victim.name in self.during[key]]
        self.lab.expect(not left, "every flow of the dead tunnel found another", f"{len(left)} did not")
        torn = [key for key, names in self.during.items() if len(names) != 1]
        self.lab.expect(not torn, "each flow uses one tunnel", f"{len(torn)} do not")

    def expect_own_uplinks(self):
        """By the uplinks' interfaces: each address sent IPsec, and by its own uplink only."""
        left = {}
        for (protocol, source, port), packets in self.outer.seen("out").items():
            if protocol == 50 or (protocol == "udp" and port == 4500):
                left.setdefault(source, set()).update(packets)
        wanted = {uplink.address: {uplink.name} for uplink in self.net.uplinks}
        self.lab.expect(left == wanted, "the ESP of each tunnel left by its own uplink", left)


def run(lab):
    demo = Demo(lab)
    demo.bring_up()
    demo.open_flows()
    demo.cut()
    demo.come_back()
    demo.finish()
