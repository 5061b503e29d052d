# SPDX-License-Identifier: BSD-2-Clause
"""Hawser on both gateways with one of its profiles, and everything that may happen to one of its uplinks."""
import book
import events
from carrier import CarrierWatch
from guest.hawser import Hawser, branch_config, pop_config
from guest.topology import MultiUplink
from load import Load

PSK = "correct horse battery staple"
# One uplink after the other, so that no path is taken for one that flaps.
STORY = (("black hole", 0), ("carrier lost", 1), ("esp black hole", 2), ("way out dead", 0), ("way back dead", 1))


class Ours:
    def __init__(self, lab, profile, pace=1):
        self.lab, self.profile = lab, profile
        self.net = net = MultiUplink(uplinks=3, core=True).build()
        events.impair(net)
        self.up = {uplink.name: "up" for uplink in net.uplinks}
        probe, keys = f'profile = "{profile}"', {"pop.psk": PSK}
        self.far = Hawser(lab, net.g2, pop_config(net, weights=(1, 1, 1), probe=probe), keys,
                          {u.address: u.name for u in net.uplinks}).start()
        self.near = Hawser(lab, net.g1, branch_config(net, bandwidths=("1Gbit",) * 3, probe=probe), keys).start()
        self.need_up("three tunnels come up", 60)
        self.load = Load(lab, net, self.near.interfaces(), self.far.interfaces(), pace)

    def need_up(self, what, timeout):
        for gateway in (self.near, self.far):
            gateway.need_states(f"{what} on {gateway.site.name}", timeout, **self.up)

    def event(self, event, uplink):
        """One row: fresh flows, the event, and everything as it was."""
        self.load.open(event.replace(" ", "-"))
        watch = CarrierWatch(self.lab, self.net.g1, uplink.name) if event == "carrier lost" else None
        self.lab.say(f"{self.profile}: {event} on {uplink.name}")
        events.happen(self.net, event, uplink)
        self.load.mark("dead")
        self.load.need_answers("dead", 20)
        for gateway in (self.near, self.far):
            gateway.wait_states(f"{gateway.site.name} has found it", 60, **{uplink.name: "down"})
        row = self._row(event, uplink, watch)
        events.undo(self.net, event, uplink)
        self.need_up("it comes back", 120)
        return row

    def _row(self, event, uplink, watch):
        flows = self.load.close()
        row = {"who": f"hawser {self.profile}", "event": event} | book.summary(flows, self.load.tunnel_of, uplink.name, "dead")
        row["torn"] = sum(book.torn(flow) for key, flow in flows.items() if self.load.tunnel_of.get(key) == uplink.name)
        if watch:
            row["after_kernel_ms"] = row["carried_again_ms"] - watch.lost_at_ms()
        self.lab.say(f"{row}")
        return row


def rows(lab, profile):
    ours = Ours(lab, profile)
    return [ours.event(event, ours.net.uplinks[number]) for event, number in STORY]
