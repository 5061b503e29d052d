# SPDX-License-Identifier: BSD-2-Clause
"""A name server that knows one name. Usage: dns_server.py LISTEN FILE; the file has the address, and is read for each
question. Prints who asks."""
import ipaddress
import pathlib
import socket
import struct
import sys


def answer(question, address, ttl=5):
    """RFC 1035 4.1: the question as it came, and one record of type A where that was asked for."""
    end = 12
    while question[end]:
        end += question[end] + 1
    kind = struct.unpack("!H", question[end + 1:end + 3])[0]
    body = question[12:end + 5]
    record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, ttl, 4) + ipaddress.ip_address(address).packed if kind == 1 else b""
    return question[:2] + struct.pack("!HHHHH", 0x8180, 1, 1 if record else 0, 0, 0) + body + record


def main():
    listen, path = sys.argv[1:]
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((listen, 53))
    print("ready", flush=True)
    while True:
        question, source = server.recvfrom(512)
        print("asked by", source[0], flush=True)
        server.sendto(answer(question, pathlib.Path(path).read_text().strip()), source)


main()
