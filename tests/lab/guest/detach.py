# SPDX-License-Identifier: BSD-2-Clause
"""Takes all TC programs off interfaces, however they are attached: `detach.py INTERFACE ...` within a site."""
import ctypes
import os
import platform
import socket
import struct
import subprocess
import sys

BPF_CALL = {"x86_64": 321, "aarch64": 280}
BPF_PROG_DETACH, BPF_F_BEFORE = 9, 1 << 3
# BPF_TCX_INGRESS and BPF_TCX_EGRESS (Linux 6.6), of which no tool of Debian 12 knows.
TCX = (46, 47)


def detach_first(ifindex, attach_type):
    """The first program there; False where there is none, or no tcx."""
    attributes = struct.pack("IIII", ifindex, 0, attach_type, BPF_F_BEFORE).ljust(128, b"\0")
    call = BPF_CALL[platform.machine()]
    return ctypes.CDLL(None).syscall(call, BPF_PROG_DETACH, attributes, len(attributes)) == 0


def main():
    for interface in sys.argv[1:]:
        found = subprocess.run(["tc", "qdisc", "del", "dev", interface, "clsact"], stderr=subprocess.DEVNULL).returncode == 0
        for attach_type in TCX:
            while detach_first(socket.if_nametoindex(interface), attach_type):
                found = True
        if not found:
            sys.exit(f"nothing is attached to {interface}")


def programs_off(site, interface):
    site.run(["/usr/bin/python3", "-S", "-E", os.path.abspath(__file__), interface])


if __name__ == "__main__":
    main()
