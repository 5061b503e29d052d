# SPDX-License-Identifier: BSD-2-Clause
"""What the pins of a gateway say, against what was seen on the wire."""
import json


def pins(hawser):
    """{(protocol, local address, local port): uplink}, read from the maps."""
    uplink_of = hawser.interfaces()
    return {(flow["protocol"], flow["local_addr"], flow.get("local_port", flow.get("icmp_id"))): uplink_of.get(flow["interface"])
            for flow in json.loads(hawser.maps("-j", "flow", "list"))}


def expect_pinned(lab, hawser, arrived, what):
    """Each flow of the table arrived by its pin's tunnel and by no other."""
    known = pins(hawser)
    wrong = {key: (names, known.get(key)) for key, names in arrived.items() if names != {known.get(key)}}
    lab.expect(arrived and not wrong, what,
               f"{len(wrong)} of {len(arrived)} do not, such as {list(wrong.items())[:2]}" if wrong else len(arrived))
