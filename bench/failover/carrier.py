# SPDX-License-Identifier: BSD-2-Clause
"""When the kernel said that an interface has lost its carrier."""
import re
import time


class CarrierWatch:
    """To be made a while before the event: that its socket is there cannot be seen."""

    def __init__(self, lab, site, interface, name):
        """`name` is of this watch alone: what it hears is kept under it."""
        self.lab, self.interface = lab, interface
        self.child = lab.spawn(f"links-{site.name}-{name}", ["ip", "-tshort", "-oneline", "monitor", "link"], site=site)

    def lost_at_ms(self):
        """By the monotonic clock, from the wall clock's time stamp of the first event without carrier."""
        self.child.end()
        for line in self.child.text().splitlines():
            if f" {self.interface}" in line and "NO-CARRIER" in line:
                return _seconds(line) * 1000
        raise RuntimeError(f"no carrier event: {self.child.text()}")


def _seconds(line):
    stamp = re.match(r"\[(\S+?)\.(\d+)\]", line)
    wall = time.mktime(time.strptime(stamp[1], "%Y-%m-%dT%H:%M:%S")) + float(f"0.{stamp[2]}")
    return wall - (time.time() - time.monotonic())
