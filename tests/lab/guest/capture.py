# SPDX-License-Identifier: BSD-2-Clause
"""tcpdump on an interface, into the results."""
from guest import process
from guest.lab import poll


class Capture:
    """Records the headers of the packets of an interface, at most `limit` of them. The file is SITE-INTERFACE.pcap."""

    def __init__(self, lab, site, interface, expression="", snap=128, limit=100000):
        self.lab = lab
        self.file = lab.results / f"{site.name}-{interface}.pcap"
        argv = ["tcpdump", "-i", interface, "-n", "-s", snap, "-c", limit, "-U", "--immediate-mode", "-Z", "root", "-w", self.file]
        self.child = lab.spawn(f"tcpdump-{site.name}-{interface}", argv + ([expression] if expression else []), site=site)
        # "listening on" is written when the socket is open: from then on nothing is missed.
        lab.need(f"a capture runs on {interface} of {site.name}", lambda: "listening on" in self.child.text(), 30)

    def stop(self):
        self.child.end()

    def count(self, expression=""):
        """Packets seen so far that match a pcap expression."""
        return len(self.lines(expression))

    def lines(self, expression=""):
        """tcpdump's one-line description of each matching packet."""
        argv = ["tcpdump", "-n", "-r", self.file, "-tt", "-Z", "root"]
        said = poll(lambda: process.run(argv + ([expression] if expression else []), check=False), 1)
        return [line for line in said.splitlines() if line[:1].isdigit()]
