# SPDX-License-Identifier: BSD-2-Clause
import time

from guest.two_centres import Centres, at, config

FLOWS, MORE = 40, 20
CLEAR_S = 15
# Loss alone is to be the reason: never so many in a row that the path counts as down.
PROBE = 'interval = "100ms"\ntimeout = "75ms"\nlost = 20\nwindow = 20'


def everything_at(lab, table, place, what):
    lab.expect(table and at(table, place) == set(table), what, f"{len(at(table, place))} of {len(table)}")


def expect_wish(lab, centres, mode, tier, active):
    peer = centres.peer()
    lab.expect(peer["failover"] == {"mode": mode, "tier": tier} and peer["active_tier"] == active,
               f"the status says {mode}, and that tier {active} carries", f"{peer['failover']}, {peer['active_tier']}")


def by_loss(lab, centres):
    net = centres.net
    steady = centres.where("steady")
    everything_at(lab, steady, "dc1", "every flow is on the primary")
    lab.say("the primary's line loses 25 % in each direction")
    net.lose("dc1", 25)
    centres.wait_centre("dc1", "down", "the primary's tunnels are set aside", 60)
    reasons = [tunnel["reason"] for name, tunnel in centres.tunnels().items() if name.startswith("dc1")]
    lab.expect(all("set aside for its loss" in reason for reason in reasons), "and the status says why", reasons[0])
    moved = centres.where("backup")
    everything_at(lab, moved, "dc2", f"all {FLOWS} flows have moved to the backup")
    new, old = centres.add(MORE, "more")
    everything_at(lab, new, "dc2", f"{MORE} new flows use the backup")
    lab.expect(old == moved, "and no flow moved again", "")
    lab.say("the primary's line is clean again")
    net.lose("dc1", 0)
    clean = time.monotonic()
    centres.wait_centre("dc1", "up", "the primary takes flows again", CLEAR_S + 60)
    waited = time.monotonic() - clean
    lab.expect(waited >= CLEAR_S, f"not before {CLEAR_S} s without a loss", f"{waited:.1f} s")
    new, old = centres.add(MORE, "returned")
    everything_at(lab, new, "dc1", f"{MORE} new flows use the primary")
    everything_at(lab, old, "dc2", "live flows stay on the backup")


def by_hand(lab, centres):
    hawser = centres.hawser
    lab.say(hawser.cli("failover", "pop", "--to", "1"))
    expect_wish(lab, centres, "to", 1, 1)
    everything_at(lab, centres.where("forced-1"), "dc1", "forced to tier 1, live flows leave the backup")
    lab.say(hawser.cli("failover", "--tag", "centres", "--to", "2"))
    table = centres.where("forced-2")
    everything_at(lab, table, "dc2", "forced to tier 2 by a tag, every live flow is there")
    new, _ = centres.add(MORE, "forced-new")
    everything_at(lab, new, "dc2", "and every new one")
    events = hawser.cli("events", "--last", "200")
    lab.expect("automatic -> forced to tier 1" in events and "set aside" in events, "`hawser events` tells all of it",
               "" if "set aside" in events else events[-1000:])
    before = centres.where("before-restart")
    hawser.kill()
    hawser.start()
    centres.lab.need("every tunnel is up after the restart", lambda: set(centres.states().values()) == {"up"}, 60)
    expect_wish(lab, centres, "to", 2, 2)
    after = centres.where("after-restart")
    lab.expect(after == before, "the daemon's restart moved no flow", f"{sum(after[key] != before[key] for key in before)} moved")
    lab.say(hawser.cli("failover", "pop", "--hold"))
    expect_wish(lab, centres, "hold", 2, 2)
    new, old = centres.add(MORE, "held")
    everything_at(lab, {**new, **old}, "dc2", "held, new flows do not go back to the better tier")
    lab.say(hawser.cli("failover", "pop", "--auto"))
    expect_wish(lab, centres, "auto", None, 1)
    new, old = centres.add(MORE, "auto")
    everything_at(lab, new, "dc1", "automatic again, new flows use the primary")
    everything_at(lab, old, "dc2", "and live ones stay")


def by_tags(lab, centres):
    hawser = centres.hawser
    lab.say(hawser.cli("drain", "--tag", "dc1"))
    lab.expect({name for name, state in centres.states().items() if state == "draining"} == {"dc1/wan1", "dc1/wan2"},
               "the tag drains both tunnels of the primary", centres.states())
    before = centres.where("drained")
    new, old = centres.add(MORE, "drained-new")
    everything_at(lab, new, "dc2", "new flows use the backup")
    lab.expect(old == before, "and live ones stay", "")
    hawser.cli("undrain", "--tag", "dc1")
    hawser.cli("drain", "--tag", "isp-a")
    new, _ = centres.add(MORE, "provider")
    everything_at(lab, new, "dc1/wan2", "without one provider new flows use the primary by the other")
    hawser.cli("undrain", "--tag", "isp-a")
    lab.expect(set(centres.states().values()) == {"up"}, "undrained, all are up", centres.states())
    for words, status in ((("drain", "--tag", "isp-x"), 1), (("failover", "pop", "--to", "3"), 1), (("failover", "pop"), 2)):
        got, text = hawser.outcome(*words)
        lab.expect(got == status, f"`hawser {' '.join(words)}` ends with {status}", f"{got}: {text.splitlines()[:1]}")


def run(lab):
    centres = Centres(lab, lambda net: config(net, peer=f'failover_loss = "30%"\nfailback_clear = "{CLEAR_S}s"', probe=PROBE))
    centres.open_flows(FLOWS, tcp_share=0, interval_ms=400)
    by_loss(lab, centres)
    by_hand(lab, centres)
    by_tags(lab, centres)
