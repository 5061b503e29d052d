# SPDX-License-Identifier: BSD-2-Clause
"""Ways in which an uplink dies, and how it is given back. All but the carrier's are the router's, and silent."""

RULES = {"black hole": "drop;", "esp black hole": "meta l4proto esp drop;", "way out dead": 'iifname "g1" drop;', "way back dead": 'iifname "g2" drop;'}


def happen(net, event, uplink):
    if event == "carrier lost":
        net.carrier(uplink, False)
    else:
        net.cut(uplink, RULES[event])


def undo(net, event, uplink):
    if event == "carrier lost":
        net.carrier(uplink, True)
    else:
        net.restore(uplink)


def impair(net):
    """The healthy paths: 20 ms and 0.1 % loss each way."""
    for uplink in net.uplinks:
        net.impair(uplink, "delay 20ms loss 0.1%")
