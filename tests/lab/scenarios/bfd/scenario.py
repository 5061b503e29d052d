# SPDX-License-Identifier: BSD-2-Clause
import json

from guest.branch import Branch
from guest.frr import Bfdd
from guest.hawser import branch_config
from guest.topology import MultiUplink

INTERVAL_MS, MULTIPLIER = 300, 3


def config(net):
    probe = f'type = "bfd", target = "{net.G2}", interval = "{INTERVAL_MS}ms", lost = {MULTIPLIER}, hold = "1s"'
    return branch_config(net, more=f"[[peer.tunnel]]\nprobe = [{{ {probe} }}]\n")


def down_event(hawser, tunnel):
    """The latest event that took the tunnel down, or None."""
    events = [json.loads(line) for line in hawser.cli("events", "--json").splitlines() if line.startswith("{")]
    downs = [event for event in events if event.get("tunnel") == tunnel and event.get("state") == "down"]
    return downs[-1] if downs else None


def run(lab):
    net = MultiUplink(uplinks=3).build()
    branch = Branch(lab, net, config(net))
    frr = Bfdd(lab, net.g2, net.G2, net.G1, list(branch.uplink_of), INTERVAL_MS, MULTIPLIER).start()
    branch.start()
    hawser = branch.hawser
    lab.need("FRR's sessions are up", lambda: set(frr.states().values()) == {"up"}, 30)
    reason = hawser.tunnels()["wan1"]["path"]["probes"][0]["reason"]
    lab.expect("detection time 900 ms" in reason, "timers are negotiated", reason)
    lab.say("\n" + frr.vtysh("show bfd peers"))

    dead = net.uplinks[1]
    others = [uplink for uplink in net.uplinks if uplink is not dead]
    net.cut(dead)
    hawser.wait_states("a silent uplink takes its tunnel down, and no other", 10, **{dead.name: "down"},
                       **{uplink.name: "up" for uplink in others})
    event = down_event(hawser, f"pop/{dead.name}")
    lab.expect(event and "control detection time expired" in event["reason"], "the reason is BFD's", event)
    interface = f"ipsec{dead.mark}"
    lab.wait_until("FRR's session of that tunnel goes down, and no other",
                   lambda: {name for name, state in frr.states().items() if state != "up"} == {interface}, 10)
    net.restore(dead)
    hawser.wait_states("it comes back", 60, **{uplink.name: "up" for uplink in net.uplinks})

    shut = f"ipsec{net.uplinks[2].mark}"
    frr.shut(shut)
    hawser.wait_states("an operator's shutdown in FRR takes that tunnel down", 10, wan3="down", wan1="up", wan2="up")
    event = down_event(hawser, "pop/wan3")
    lab.expect(event and "administratively down" in event["reason"], "and is told as such", event)
    frr.shut(shut, down=False)
    hawser.wait_states("and lets it up again", 60, wan3="up")
    lab.expect(set(frr.states().values()) == {"up"}, "all of FRR's sessions are up", frr.states())
