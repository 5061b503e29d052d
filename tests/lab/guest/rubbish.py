# SPDX-License-Identifier: BSD-2-Clause
"""A peer that speaks nonsense: `rubbish.py ADDRESS TARGET ...`.

On ports 500 and 4500 of ADDRESS it answers whatever comes with altered copies, as requests and as responses, and keeps
sending random and altered datagrams to both ports of the targets. Always the same nonsense. Prints how much, now and then.
"""
import random
import select
import socket
import sys
import time

PORTS = (500, 4500)
NON_ESP_MARKER = bytes(4)
FLAGS, RESPONSE_SPI = 19, slice(8, 16)
TICK = 0.02


class Rubbish:
    def __init__(self, address):
        self.random = random.Random(1)
        self.heard = []
        self.sent = 0
        self.sockets = [self.open(address, port) for port in PORTS]

    def open(self, address, port):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        opened = socket.socket(family, socket.SOCK_DGRAM)
        opened.bind((address, port))
        opened.setblocking(False)
        return opened

    def noise(self):
        return self.random.randbytes(self.random.choice((0, 1, 4, 27, 28, 29, 40, 200, 1200)))

    def altered(self, message):
        """A message that was heard, mostly as a response with a responder's SPI, and then damaged, cut or lengthened.
        Undamaged ones would be a relay, by which two of the target's addresses speak with each other."""
        data = bytearray(message)
        if len(data) > FLAGS and self.random.random() < 0.8:
            data[FLAGS] ^= 0x28
            data[RESPONSE_SPI] = self.random.randbytes(8)
        for _ in range(self.random.randrange(1, 4)):
            if data:
                data[self.random.randrange(len(data))] ^= self.random.randrange(1, 256)
        kind = self.random.random()
        if kind < 0.3:
            del data[self.random.randrange(len(data) + 1):]
        elif kind < 0.5:
            data += self.noise()
        return bytes(data)

    def send(self, opened, where, data):
        try:
            opened.sendto(data, where)
            self.sent += 1
        except OSError:
            pass  # Refused by an ICMP error about an earlier one.

    def answer(self, opened):
        try:
            data, where = opened.recvfrom(4096)
        except OSError:
            return
        message = data[4:] if data.startswith(NON_ESP_MARKER) else data
        self.heard = (self.heard + [message])[-16:]
        marker = NON_ESP_MARKER if opened is self.sockets[1] else b""
        for _ in range(3):
            self.send(opened, where, marker + self.altered(message))
        self.send(opened, where, self.noise())

    def disturb(self, target):
        for opened, port in zip(self.sockets, PORTS):
            data = self.altered(self.random.choice(self.heard)) if self.heard and self.random.random() < 0.7 else self.noise()
            marker = NON_ESP_MARKER if port == 4500 and self.random.random() < 0.7 else b""
            self.send(opened, (target, port), marker + data)


def main():
    rubbish, targets = Rubbish(sys.argv[1]), sys.argv[2:]
    reported = 0
    while True:
        until = time.monotonic() + TICK
        while (left := until - time.monotonic()) > 0:
            for opened in select.select(rubbish.sockets, [], [], left)[0]:
                rubbish.answer(opened)
        for target in targets:
            rubbish.disturb(target)
        if rubbish.sent >= reported + 1000:
            reported = rubbish.sent
            print(reported, flush=True)


if __name__ == "__main__":
    main()
