# SPDX-License-Identifier: BSD-2-Clause
from guest.interop import Interop, strongswan


def run(lab):
    interop = Interop(lab, "strongSwan 5.9.8")
    interop.make_hawser()
    interop.play(strongswan(interop))
