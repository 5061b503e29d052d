# SPDX-License-Identifier: BSD-2-Clause
"""Carries bytes from one host to another and back, and says whether they are the same.

    transfer.py serve KIND ADDRESS PORT          answers one client after the other
    transfer.py send KIND ADDRESS PORT SIZE      prints "same" or what went wrong

With TCP both say "segments N" first: what the other end's SYN lets them send at a time.

KIND is tcp, sctp or udplite. The server answers with the digest of what it got.
"""
import hashlib
import random
import socket
import sys

KINDS = {"tcp": (socket.SOCK_STREAM, 6), "sctp": (socket.SOCK_STREAM, 132), "udplite": (socket.SOCK_DGRAM, 136)}
CHUNK = 16384


def open_socket(kind, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, *KINDS[kind])
    made.settimeout(60)
    return made


def segments(connection):
    """The largest segment that the other end lets us send, with the 12 bytes of its time stamps (RFC 7323)."""
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG) + 12


def serve_stream(listener):
    while True:
        connection, _ = listener.accept()
        connection.settimeout(60)
        if listener.proto == socket.IPPROTO_TCP:
            print(f"segments {segments(connection)}", flush=True)
        size, digest = int.from_bytes(connection.recv(8), "big"), hashlib.sha256()
        while size > 0:
            data = connection.recv(CHUNK)
            if not data:
                break
            digest.update(data)
            size -= len(data)
        connection.sendall(digest.digest())
        connection.close()


def serve(kind, address, port):
    listener = open_socket(kind, address)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port))
    listener.settimeout(None)
    if kind == "udplite":
        print("ready", flush=True)
        while True:
            data, source = listener.recvfrom(65536)
            listener.sendto(hashlib.sha256(data).digest(), source)
    listener.listen(8)
    print("ready", flush=True)
    serve_stream(listener)


def send(kind, address, port, size):
    data = random.Random(size).randbytes(size)
    connection = open_socket(kind, address)
    connection.connect((address, port))
    if kind == "tcp":
        print(f"segments {segments(connection)}")
    if kind != "udplite":
        connection.sendall(size.to_bytes(8, "big"))
    for start in range(0, size, CHUNK):
        connection.sendall(data[start:start + CHUNK])
    answer = connection.recv(64)
    print("same" if answer == hashlib.sha256(data).digest() else f"{len(answer)} other bytes")


def main(words):
    if words[0] == "serve":
        serve(words[1], words[2], int(words[3]))
    else:
        send(words[1], words[2], int(words[3]), int(words[4]))


if __name__ == "__main__":
    main(sys.argv[1:])
