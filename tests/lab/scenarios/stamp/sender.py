# SPDX-License-Identifier: BSD-2-Clause
"""sender.py INTERFACES SOURCE TARGET COUNT [KEY [PORT]]: a STAMP Session-Sender (RFC 8762), authenticated where KEY is given
in hexadecimal digits. It asks by all interfaces (comma-separated) at once, from one port, and listens below the UDP layer on
each of them, so that an answer by another interface than its request's is seen. Prints as JSON what each interface had."""
import hashlib
import hmac
import json
import select
import socket
import struct
import sys
import time

NTP_EPOCH = 2208988800
ETH_P_ALL = 3
PACKET_OUTGOING = 4
ERROR, SESSION = 0x0101, 0x7777
PATIENCE = 10  # seconds of a clock that leaps while the host reads

interfaces, source, target, count = sys.argv[1].split(","), sys.argv[2], sys.argv[3], int(sys.argv[4])
key = bytes.fromhex(sys.argv[5]) if len(sys.argv) > 5 else b""
port = int(sys.argv[6]) if len(sys.argv) > 6 else 862
v6 = ":" in target
family = socket.AF_INET6 if v6 else socket.AF_INET
HEADERS = (40 if v6 else 20) + 8


def bound_to(interface, port_wanted):
    sender = socket.socket(family, socket.SOCK_DGRAM)
    sender.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
    if v6:
        sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, 255)
    else:
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 255)
    sender.bind((source, port_wanted))
    return sender


senders, own_port = {}, 0
for each in interfaces:
    senders[each] = bound_to(each, own_port)
    own_port = senders[each].getsockname()[1]


def listen(interface):
    # Of every protocol: such a tap stands before the programs at TC ingress, which lead an answer elsewhere.
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
    tap.bind((interface, ETH_P_ALL))
    return tap


def ntp():
    now = time.time_ns()
    return (now // 10**9 + NTP_EPOCH) << 32 | (now % 10**9 << 32) // 10**9


def protected(packet):
    return packet + hmac.new(key, packet, hashlib.sha256).digest()[:16]


def request(number, sent):
    if key:
        return protected(struct.pack("!I12xQHH68x", number, sent, ERROR, SESSION))
    return struct.pack("!IQHH28x", number, sent, ERROR, SESSION)


def answers(tap):
    """Of what has arrived by this interface, the STAMP packets to us."""
    while select.select([tap], [], [], 0)[0]:
        packet, where = tap.recvfrom(65535)
        if where[2] == PACKET_OUTGOING or where[1] != (0x86DD if v6 else 0x0800) or packet[6 if v6 else 9] != socket.IPPROTO_UDP:
            continue
        if struct.unpack("!HH", packet[HEADERS - 8:HEADERS - 4]) == (port, own_port):
            yield packet[HEADERS:]


def check(found, answer, number, sent, back):
    if key:
        if len(answer) != 112 or protected(answer[:96]) != answer:
            return found["wrong"].append(f"{number}: HMAC")
        sequence, left, error, session, received, asked, asked_at, asked_error, ttl = struct.unpack(
            "!I12xQHH4xQ8xI12xQH6xB15x", answer[:96])
    else:
        sequence, left, error, session, received, asked, asked_at, asked_error, ttl = struct.unpack("!IQHHQIQH2xB3x", answer)
    found["sequences"].append(sequence)
    if (asked, asked_at, asked_error, session) != (number, sent, ERROR, SESSION):
        found["wrong"].append(f"{number}: fields {asked} {asked_at:x} {asked_error:x} {session:x}")
    if not sent <= received <= left <= back:
        found["wrong"].append(f"{number}: {sent:x} {received:x} {left:x} {back:x}")
    found.update(ttl=ttl, error=error, turn_us=(left - received) * 10**6 >> 32, round_trip_us=(back - sent) * 10**6 >> 32)


taps = {interface: listen(interface) for interface in interfaces}
result = {interface: {"answered": 0, "wrong": [], "sequences": []} for interface in interfaces}
for number in range(count):
    sent = {}
    for interface in interfaces:
        sent[interface] = ntp()
        senders[interface].sendto(request(number, sent[interface]), (target, port))
    waiting, until = set(interfaces), time.monotonic() + PATIENCE
    while waiting and time.monotonic() < until:
        select.select([taps[interface] for interface in waiting], [], [], max(0, until - time.monotonic()))
        back = ntp()
        for interface in interfaces:
            for answer in answers(taps[interface]):
                result[interface]["answered"] += 1
                check(result[interface], answer, number, sent[interface], back)
                waiting.discard(interface)
print(json.dumps(result))
