# SPDX-License-Identifier: BSD-2-Clause
"""The peer's gateway is started again: nothing of its tunnels is left, and nobody has told us."""
import time

import events
from guest.branch import Branch
from guest.hawser import branch_config
from guest.topology import MultiUplink
from load import Load
from ours import Ours

AWAY = 20


def _row(lab, who, load, ready):
    lab.wait_until("every flow is answered again", lambda: load.answered_in("dense", "ready", 5), 60, 0.5)
    for kind in ("dense", "sparse"):
        load.quiet(kind)
    flows = [flow for flow in load.close().values() if flow["kind"] == "dense"]
    times = [flow["phases"]["ready"].get("first_answered_sent_ms", float("inf")) - ready * 1000 for flow in flows]
    row = {"who": who, "event": "peer reboots", "recovered_ms": max(times), "first_ms": min(times)}
    lab.say(str(row))
    return row


def hawser(lab):
    """The peer is a Hawser."""
    pair = Ours(lab, "default")
    pair.load.open("reboot-hawser")
    pair.far.kill()
    pair.far.flush()
    time.sleep(AWAY)
    pair.far.start()
    ready = time.monotonic()
    pair.load.mark("ready")
    return _row(lab, "hawser", pair.load, ready)


def strongswan(lab):
    """The peer is a strongSwan."""
    net = MultiUplink(uplinks=3).build()
    events.impair(net)
    branch = Branch(lab, net, branch_config(net, bandwidths=("1Gbit",) * 3, probe='profile = "default"')).start()
    load = Load(lab, net, branch.hawser.interfaces(), branch.uplink_of)
    load.open("reboot-strongswan")
    branch.peer.child.kill()
    net.g2.run("ip xfrm state flush; ip xfrm policy flush")
    time.sleep(AWAY)
    branch.peer.start()
    ready = time.monotonic()
    load.mark("ready")
    return _row(lab, "strongswan", load, ready)
