# SPDX-License-Identifier: BSD-2-Clause
"""Which flows change their tunnel when one dies and when it returns, by packet sockets on the tunnels' interfaces."""
import os
import socket
import struct
import subprocess
import time

from gateways import Gateways
from guest import process
from measure import FIRST_PORT, send, sender, sink

FLOWS = 10_000
# Flows that nothing has moved yet.
NEW_PORT = FIRST_PORT + FLOWS
STREAM = 60_000
SO_RCVBUFFORCE, SO_TIMESTAMPNS, ETH_P_ALL = 33, 35, 3
BUFFER = 256 << 20


class Watch:
    """Sees what enters each tunnel's interface."""

    def __init__(self, site, interfaces):
        """`interfaces` maps names to tunnels' numbers."""
        own = os.open("/proc/self/ns/net", os.O_RDONLY)
        process.check_call("setns", site.descriptors[0], 0)
        self.sockets = {number: _listen(name) for name, number in interfaces.items()}
        process.check_call("setns", own, 0)
        os.close(own)

    def drain(self):
        """[(source port, tunnel, nanoseconds of CLOCK_REALTIME)] since the last call."""
        seen = []
        for number, listener in self.sockets.items():
            try:
                while True:
                    data, ancillary, _, address = listener.recvmsg(64, 64)
                    if address[2] == socket.PACKET_OUTGOING:
                        seconds, nanoseconds = struct.unpack("qq", ancillary[0][2])
                        seen.append((struct.unpack_from("!H", data, 20)[0], number, seconds * 10**9 + nanoseconds))
            except BlockingIOError:
                pass
        return seen

    def close(self):
        for listener in self.sockets.values():
            listener.close()


def _listen(interface):
    listener = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK, 0)
    listener.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
    listener.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    listener.bind((interface, ETH_P_ALL))
    return listener


class Story:
    """Ten thousand flows, a packet each, before and after each change."""

    def __init__(self, lab, make, dead):
        self.lab, self.dead = lab, dead
        self.net = Gateways().build()
        self.way = make(lab, self.net)
        sink(self.net.g2, "w1", "w2", "w3")
        self.watch = Watch(self.net.g1, self.way.interfaces())

    def where(self):
        send(self.lab, self.net, [FLOWS], flows=FLOWS)
        return {port: number for port, number, _ in self.watch.drain()}

    def tell(self):
        before = self.where()
        self.way.fail(self.dead)
        during = self.where()
        self.way.heal(self.dead)
        after = self.where()
        self.lab.expect(len(before) == FLOWS, f"{self.way.name}: every flow was seen", len(before))
        return {"way": self.way.name, "dead": self.dead,
                "on_dead": sum(number == self.dead for number in before.values()),
                "collateral": sum(during.get(port) != number for port, number in before.items() if number != self.dead),
                "stranded": sum(during.get(port) in (None, self.dead) for port in before),
                "moved_back": sum(after.get(port) != during.get(port) for port in before)}

    def last_packet(self):
        """Nanoseconds from the return of the map write to the last packet on the dead tunnel, in a stream of packets;
        negative: none came after it. And how many packets came later by the others."""
        writer = self.lab.spawn("writer", self.way.state_command(self.dead, "down", "wait"), site=self.net.g1, stdin=subprocess.PIPE)
        time.sleep(5)  # Until it has opened its maps and waits.
        _, argv = sender(self.lab, self.net, [STREAM], flows=FLOWS, first_port=NEW_PORT)
        stream = self.lab.spawn("stream", argv, site=self.net.h1)
        time.sleep(0.2)
        writer.process.stdin.close()
        writer.process.wait()
        written = int(writer.text().split()[-1])
        stream.process.wait()
        seen = self.watch.drain()
        on_dead = [when for _, number, when in seen if number == self.dead]
        later = sum(when > written for _, _, when in seen)
        self.lab.expect(len(on_dead) > 100 and later > 100, "packets flowed before and after the write",
                        f"{len(on_dead)} on the tunnel before, {later} packets after")
        self.way.heal(self.dead)
        return {"last_on_dead_ns": max(on_dead, default=0) - written, "packets_after": later}

    def close(self):
        self.watch.close()
        self.net.close()


def moves(lab, make, dead=1, timed=False):
    story = Story(lab, make, dead)
    told = story.tell()
    if timed:
        told.update(story.last_packet())
    story.close()
    lab.say(f"flows moved: {told}")
    return told
