# SPDX-License-Identifier: BSD-2-Clause
"""strongSwan's dead peer detection with a multipath route that an updown script keeps, as people build it."""
import pathlib
import shutil

from guest.strongswan import follow_tunnels
from load import Load
from story import live_through
from tunnels import FAR, MARKS, NEAR, UPLINK_OF, Tunnels

SCRIPT = pathlib.Path(__file__).with_name("updown.sh")
# swanctl.conf's dpd_delay is 0, never; 30 s is what ipsec.conf(5) has, and most examples. Retransmissions are charon's: 4 s
# growing by 1.8, five times, which give up after 165 s.
DELAY, RETRANSMISSIONS = "30s", {"retransmit_timeout": 4.0, "retransmit_tries": 5}
# Minutes pass: a flow in the gap's sample sends each half second.
PACE = 25


def rows(lab):
    folder = pathlib.Path("/tmp/updown")
    folder.mkdir(exist_ok=True)
    shutil.copy(SCRIPT, folder / "updown.sh")
    changes = {"dpd_delay": DELAY, "child_extra": f'updown = "{folder}/updown.sh {FAR} {folder}"'}
    tunnels = Tunnels(lab, changes, routes_of_far=[NEAR], **RETRANSMISSIONS)
    net = tunnels.net
    follow_tunnels(net.g2, MARKS, [NEAR], ["fd01::/64"])
    tunnels.initiate()
    load = Load(lab, net, UPLINK_OF, UPLINK_OF, PACE)
    yield live_through(load, f"strongswan-dpd-{DELAY}", "black hole", net.uplinks[0], 400)
