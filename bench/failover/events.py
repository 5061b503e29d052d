# SPDX-License-Identifier: BSD-2-Clause
"""Ways in which an uplink dies, and how it is given back. All but the carrier's are the router's, and silent."""

RULES = {"esp black hole": "meta l4proto esp drop;", "way out dead": 'iifname "g1" drop;', "way back dead": 'iifname "g2" drop;'}


def happen(net, event, uplink):
    if event == "black hole":
        net.cut(uplink)
    elif event == "carrier lost":
        net.carrier(uplink, False)
    else:
        rule = RULES[event]
        net.sites[uplink.isp].nft(f"table inet cut {{ chain forward {{ type filter hook forward priority -300; {rule} }}\n }}")


def undo(net, event, uplink):
    if event == "carrier lost":
        net.carrier(uplink, True)
    else:
        net.restore(uplink)


def impair(net):
    """The healthy paths: 20 ms and 0.1 % loss each way."""
    for uplink in net.uplinks:
        net.impair(uplink, "delay 20ms loss 0.1%")
