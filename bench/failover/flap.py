# SPDX-License-Identifier: BSD-2-Clause
"""An uplink whose carrier comes and goes every two seconds for minutes: how often a flow is moved."""
import time

import book
from load import Load, PORT
from ours import Ours

EVERY = 2
# A look of the witness is exact for flows that send rarely, and ten minutes are long.
PACE = 3


def rows(lab, minutes):
    pair = Ours(lab, "default", PACE)
    load, uplink = pair.load, pair.net.uplinks[0]
    load.open("flap")
    load.quiet("dense")
    load.mark("flapping")
    lab.say(f"{uplink.name} flaps every {EVERY} s for {minutes} minutes")
    end, up = time.monotonic() + 60 * minutes, True
    while time.monotonic() < end:
        up = not up
        pair.net.carrier(uplink, up)
        time.sleep(EVERY)
    pair.net.carrier(uplink, True)
    time.sleep(2 * load.paces["sparse"] / 1000)
    moves = load.at_near.moves(PORT)
    load.quiet("sparse")
    flows = load.close()
    row = {"who": "hawser default", "event": "flapping", "minutes": minutes, "moves": max(moves.values()), "moved": sum(map(bool, moves.values())),
           "others_moved": sum(moves[key] for key, name in load.tunnel_of.items() if name != uplink.name),
           "others_lost": sum(book.lost_needlessly(flow, uplink.name) for key, flow in flows.items()
                              if load.tunnel_of[key] != uplink.name)}
    yield row
