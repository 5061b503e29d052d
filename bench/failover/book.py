# SPDX-License-Identifier: BSD-2-Clause
"""What flows lived through in one event, out of their books."""


def total(flow, what):
    return sum(flow["book"].get(what, {}).values())


def sent(flow):
    return sum(phase["sent"] for phase in flow["phases"].values())


def answered(flow):
    return sum(phase["answered"] for phase in flow["phases"].values())


def lost_in_gateways(flow):
    """Between host and tunnel, at both sides: what the wire has not lost."""
    return sent(flow) - total(flow, "left") + total(flow, "came") - total(flow, "answer_left") + \
        total(flow, "answer_came") - answered(flow)


def lost_on(flow, uplink):
    """On the way between the gateways by one uplink."""
    book = {what: packets.get(uplink, 0) for what, packets in flow["book"].items()}
    return book.get("left", 0) - book.get("came", 0) + book.get("answer_left", 0) - book.get("answer_came", 0)


def lost_needlessly(flow, dead):
    """By a flow of another tunnel than the dead one: all but what its healthy path has lost by chance."""
    return lost_in_gateways(flow) + lost_on(flow, dead)


def moved(flow, uplink):
    """Whether its messages left by another uplink too."""
    return set(flow["book"].get("left", {})) != {uplink}


def torn(flow):
    """Whether answers came by another tunnel than its messages left by."""
    return set(flow["book"].get("left", {})) != set(flow["book"].get("answer_came", {}))


def gaps(flows, kind, phase):
    return sorted(flow["phases"][phase]["longest_gap_ms"] for flow in flows if flow["kind"] == kind)


def carried_again(flows, phase):
    """When the first message was sent that was answered, of the flows that had to move."""
    times = [flow["phases"][phase].get("first_answered_sent_ms") for flow in flows]
    return min((at for at in times if at is not None), default=None)


def summary(flows, load, dead, phase):
    """Figures of one event: `flows` by Load.close, `dead` the uplink. A flow is the dead tunnel's own if it used it in either
    direction: where gateways hash by themselves, messages and answers go by different ones."""
    own = [flow for key, flow in flows.items() if dead in load.uses[key]]
    others = [(flow, load.tunnel_of[key]) for key, flow in flows.items() if dead not in load.uses[key]]
    dense = gaps(own, "dense", phase)
    return {
        "flows": len(flows), "own": len(own), "others": len(others), "gap_ms": dense[-1], "median_gap_ms": dense[len(dense) // 2],
        "sparse_gap_ms": gaps(own, "sparse", phase)[-1],
        "others_gap_ms": gaps([flow for flow, _ in others], "dense", phase)[-1],
        # Sparse flows have left the dead tunnel with their latest message, but may have sent none since.
        "torn": sum(torn(flow) for flow in own if flow["kind"] == "dense"),
        "others_moved": sum(moved(flow, uplink) for flow, uplink in others),
        "others_lost": sum(lost_needlessly(flow, dead) for flow, _ in others),
        "others_lost_by_chance": sum(lost_on(flow, uplink) for flow, uplink in others),
        "carried_again_ms": carried_again(own, phase),
    }
