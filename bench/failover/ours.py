# SPDX-License-Identifier: BSD-2-Clause
"""Hawser on both gateways, and everything that may happen to one of its uplinks, with each profile of its probes."""
import events
from carrier import CarrierWatch
from guest.hawser import Hawser, branch_config, pop_config
from guest.topology import MultiUplink
from load import Load
from story import live_through

PSK = "correct horse battery staple"
PROFILES = ("default", "fast")
STORY = (("black hole", 0), ("carrier lost", 1), ("esp black hole", 2), ("way out dead", 0), ("way back dead", 1))
# Each event begins where all tunnels are up, and none is to wait for what the one before has cost the path.
NO_DAMPING = "[peer.path]\ndamping = false\n"


class Ours:
    """`more` is further configuration of both."""

    def __init__(self, lab, profile, pace=1, more=""):
        self.lab, self.more = lab, more
        self.net = net = MultiUplink(uplinks=3, core=True).build()
        events.impair(net)
        self.up = {uplink.name: "up" for uplink in net.uplinks}
        near, far = self._configurations(profile)
        keys = {"pop.psk": PSK}
        self.far = Hawser(lab, net.g2, far, keys, {u.address: u.name for u in net.uplinks}).start()
        self.near = Hawser(lab, net.g1, near, keys).start()
        self.need_up("three tunnels come up", 60)
        self.load = Load(lab, net, self.near.interfaces(), self.far.interfaces(), pace)

    def _configurations(self, profile):
        probe = f'profile = "{profile}"'
        return (branch_config(self.net, bandwidths=("1Gbit",) * 3, probe=probe, more=self.more),
                pop_config(self.net, weights=(1, 1, 1), probe=probe, more=self.more))

    def use(self, profile):
        self.profile = profile
        for gateway, config in zip((self.near, self.far), self._configurations(profile)):
            gateway.write(config)
            gateway.cli("reload")
        self.need_up(f"all is well with profile {profile}", 60)

    def need_up(self, what, timeout):
        for gateway in (self.near, self.far):
            gateway.need_states(f"{what} on {gateway.site.name}", timeout, **self.up)

    def event(self, event, uplink):
        """One row: fresh flows, the event, and everything as it was."""
        watch = CarrierWatch(self.lab, self.net.g1, uplink.name, self.profile) if event == "carrier lost" else None
        row = live_through(self.load, f"hawser {self.profile}", event, uplink, 20, urgent=watch is not None)
        if watch:
            row["after_kernel_ms"] = row["carried_again_ms"] - watch.lost_at_ms()
        events.undo(self.net, event, uplink)
        self.need_up("it comes back", 120)
        return row


def rows(lab):
    ours = Ours(lab, PROFILES[0], more=NO_DAMPING)
    for profile in PROFILES:
        ours.use(profile)
        for event, number in STORY:
            yield ours.event(event, ours.net.uplinks[number])
