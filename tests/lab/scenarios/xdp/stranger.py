# SPDX-License-Identifier: BSD-2-Clause
"""stranger.py esp|ike SOURCE TARGET COUNT: ESP of SPIs that nobody has, or requests that open an IKE SA."""
import os
import socket
import struct
import sys

what, source, target, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
kind = (socket.SOCK_RAW, 50) if what == "esp" else (socket.SOCK_DGRAM, 0)
sender = socket.socket(socket.AF_INET, *kind)
sender.bind((source, 0))
for number in range(count):
    if what == "esp":
        sender.sendto(struct.pack("!II", 0xF0000000 + number, 1) + os.urandom(64), (target, 0))
    else:
        # RFC 7296, 3.1: an IKE_SA_INIT request with nothing in it, which the daemon refuses.
        sender.sendto(os.urandom(8) + bytes(8) + struct.pack("!BBBBII", 0, 0x20, 34, 0x08, 0, 28), (target, 500))
