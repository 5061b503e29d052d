# SPDX-License-Identifier: BSD-2-Clause
"""A program that keeps sending whatever becomes of it: `talker.py INTERVAL SOURCE>TARGET ...`.

In each round every pair gets a UDP datagram to the discard port and an echo request. Each round is a line of JSON:
{"round": N, "refused": sends that the kernel refused so far, "answered": {PAIR: echo replies so far}}.
"""
import json
import os
import socket
import struct
import sys
import time

DISCARD = 9
ECHO_REQUEST, ECHO_REPLY = {4: 8, 6: 128}, {4: 0, 6: 129}


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF


class Pair:
    def __init__(self, number, text):
        self.text, (source, self.target) = text, text.split(">")
        self.version = 6 if ":" in source else 4
        family = socket.AF_INET6 if self.version == 6 else socket.AF_INET
        self.id = (os.getpid() + number * 997) & 0xFFFF
        self.udp = socket.socket(family, socket.SOCK_DGRAM)
        self.icmp = socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_ICMPV6 if self.version == 6 else socket.IPPROTO_ICMP)
        for each in (self.udp, self.icmp):
            each.bind((source, 0))
            each.setblocking(False)
        self.answered = 0

    def send(self, number):
        """How many of the two were refused. ICMPv6's checksum is the kernel's to fill in."""
        head = struct.pack("!BBHHH", ECHO_REQUEST[self.version], 0, 0, self.id, number & 0xFFFF)
        if self.version == 4:
            head = head[:2] + struct.pack("!H", checksum(head)) + head[4:]
        refused = 0
        for each, data, port in ((self.udp, b"in the clear?", DISCARD), (self.icmp, head, 0)):
            try:
                each.sendto(data, (self.target, port))
            except OSError:
                refused += 1
        return refused

    def receive(self):
        while True:
            try:
                data = self.icmp.recv(2048)
            except BlockingIOError:
                return
            except OSError:
                continue  # an ICMP error's, about an earlier packet
            message = data[(data[0] & 15) * 4:] if self.version == 4 else data
            if len(message) >= 8 and message[0] == ECHO_REPLY[self.version] and message[4:6] == struct.pack("!H", self.id):
                self.answered += 1


def main():
    interval = float(sys.argv[1])
    pairs = [Pair(number, text) for number, text in enumerate(sys.argv[2:])]
    refused = number = 0
    while True:
        number += 1
        refused += sum(pair.send(number) for pair in pairs)
        time.sleep(interval)
        for pair in pairs:
            pair.receive()
        print(json.dumps({"round": number, "refused": refused, "answered": {pair.text: pair.answered for pair in pairs}}),
              flush=True)


if __name__ == "__main__":
    main()
