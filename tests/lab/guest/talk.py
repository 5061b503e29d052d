# SPDX-License-Identifier: BSD-2-Clause
"""Senders that nothing stops, and the witness for what must not be seen in the clear."""
import json
import pathlib
import signal

from guest.capture import Capture

PROGRAM = pathlib.Path(__file__).with_name("talker.py")


class Talker:
    """UDP and echo requests from a site between (source, target) pairs, whatever becomes of them; see talker.py."""

    def __init__(self, lab, site, pairs, interval=0.2):
        self.lab, self.site = lab, site
        self.child = lab.spawn(f"talker-{site.name}", ["/usr/bin/python3", "-S", "-E", PROGRAM, interval,
                                                       *(f"{source}>{target}" for source, target in pairs)], site=site)
        self.need_rounds(1)

    def last(self):
        lines = self.child.text().splitlines()
        return json.loads(lines[-1]) if lines and lines[-1].endswith("}") else {"round": 0, "refused": 0, "answered": {}}

    def need_rounds(self, count, timeout=60):
        """Waits until it has gone round so many times more."""
        end = self.last()["round"] + count
        self.lab.need(f"{self.site.name} goes on sending", lambda: self.last()["round"] >= end, timeout)

    def answered(self, source, target):
        """Echo replies so far."""
        return self.last()["answered"].get(f"{source}>{target}", 0)

    def wait_answers(self, what, pairs, timeout=20):
        """Waits until each of these pairs has had two more answers."""
        before = {pair: self.answered(*pair) for pair in pairs}
        return self.lab.wait_until(what, lambda: all(self.answered(*pair) >= before[pair] + 2 for pair in pairs), timeout, 0.2)

    def pause(self):
        self.child.signal(signal.SIGSTOP)

    def go_on(self):
        self.child.signal(signal.SIGCONT)


class ClearWitness:
    """Captures of what an uplink or a provider's router carries unencrypted to or from the networks of a site."""

    def __init__(self, lab, places, networks):
        """`places` is a list of (site, interface)."""
        expression = " or ".join(f"{'ip6' if ':' in network else 'ip'} net {network}" for network in networks)
        self.lab = lab
        self.captures = [Capture(lab, site, interface, expression) for site, interface in places]

    def lines(self):
        return [line for capture in self.captures for line in capture.lines()]

    def expect_silence(self, when):
        lines = self.lines()
        self.lab.expect(not lines, f"nothing in the clear {when}", f"{len(lines)} packets, such as {lines[:2]}" if lines else "")
