# SPDX-License-Identifier: BSD-2-Clause
"""The peer's gateway is started again: nothing of its tunnels is left, and nobody has told us."""
import time

import events
from guest.branch import Branch
from guest.flows import Flows
from guest.hawser import branch_config
from guest.topology import MultiUplink
from load import DENSE, DENSE_MS, PORT, Load
from ours import Ours

AWAY = 20


def _story(lab, who, load, kill, start):
    """`kill` and `start` are the peer's; `start` returns once it is ready."""
    load.open(f"reboot-{who}")
    load.quiet("dense")
    lab.say(f"the peer, a {who}, reboots")
    kill()
    time.sleep(AWAY)
    watch = Flows(lab, load.net.h1, load.net.H2, DENSE, tcp_share=0, interval_ms=DENSE_MS, name=f"watch-{who}", port=PORT)
    start()
    ready = time.monotonic() * 1000
    watch.mark("ready")
    lab.wait_until("flows are answered again", watch.all_answered, 60, 0.2)
    times = [flow["phases"]["ready"]["first_answered_sent_ms"] - ready for flow in watch.stop().values()]
    load.mark("after")
    lab.wait_until("and so are all those from before", lambda: load.answered_in("sparse", "after"), 60, 2)
    load.quiet("sparse")
    return {"who": who, "event": "peer reboots", "recovered_ms": max(times), "first_ms": min(times)}


def _end(lab, net):
    """Makes room for another topology with these names."""
    for child in reversed(lab.children):
        child.end()
    lab.children.clear()
    net.close()


def hawser(lab):
    pair = Ours(lab, "default")

    def kill():
        pair.far.kill()
        pair.far.flush()
    row = _story(lab, "hawser", pair.load, kill, pair.far.start)
    _end(lab, pair.net)
    return row


def strongswan(lab):
    net = MultiUplink(uplinks=3).build()
    events.impair(net)
    branch = Branch(lab, net, branch_config(net, bandwidths=("1Gbit",) * 3, probe='profile = "default"')).start()

    def kill():
        branch.peer.child.kill()
        net.g2.run("ip xfrm state flush; ip xfrm policy flush")
    return _story(lab, "strongswan", Load(lab, net, branch.hawser.interfaces(), branch.uplink_of), kill, branch.peer.start)


def rows(lab):
    yield hawser(lab)
    yield strongswan(lab)
