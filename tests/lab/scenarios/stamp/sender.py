# SPDX-License-Identifier: BSD-2-Clause
"""sender.py INTERFACE SOURCE TARGET COUNT: a STAMP Session-Sender (RFC 8762, unauthenticated) bound to one interface.
Prints what it found as JSON: answers, and the fields of the last one."""
import json
import socket
import struct
import sys
import time

NTP_EPOCH = 2208988800
interface, source, target, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
family = socket.AF_INET6 if ":" in target else socket.AF_INET
sender = socket.socket(family, socket.SOCK_DGRAM)
sender.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
if family == socket.AF_INET:
    sender.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 255)
else:
    sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, 255)
sender.bind((source, 0))
sender.settimeout(2)


def ntp():
    now = time.time_ns()
    return (now // 10**9 + NTP_EPOCH) << 32 | (now % 10**9 << 32) // 10**9


found = {"sent": count, "answered": 0, "wrong": []}
for number in range(count):
    sent = ntp()
    sender.sendto(struct.pack("!IQHH28x", number, sent, 0x0101, 0x7777), (target, 862))
    try:
        answer = sender.recv(2048)
    except socket.timeout:
        continue
    back = ntp()
    found["answered"] += 1
    sequence, left, error, session, received, asked, asked_at, asked_error, ttl = struct.unpack("!IQHHQIQH2xB3x", answer)
    if (sequence, asked, asked_at, asked_error, session) != (number, number, sent, 0x0101, 0x7777):
        found["wrong"].append(f"{number}: fields")
    if not sent <= received <= left <= back:
        found["wrong"].append(f"{number}: {sent:x} {received:x} {left:x} {back:x}")
    found.update(ttl=ttl, error=error, turn_ns=(left - received) * 10**9 >> 32, round_trip_us=(back - sent) * 10**6 >> 32)
print(json.dumps(found))
