# SPDX-License-Identifier: BSD-2-Clause
"""A NAT in a router, which forgets when it is told to."""
import re
import struct

from guest import process

# linux/netfilter/nfnetlink.h, nfnetlink_conntrack.h: to delete without naming a connection deletes them all.
NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_DELETE = 1, 2
NLM_F_REQUEST, NLM_F_ACK = 1, 4
FLUSH = struct.pack("=IHHII", 20, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE, NLM_F_REQUEST | NLM_F_ACK, 1, 0) + bytes(4)
NETLINK_NETFILTER = 12
FORGET = f"""
import socket
with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, {NETLINK_NETFILTER}) as s:
    s.send({FLUSH!r})
    s.recv(4096)
"""


class Nat:
    """Masquerades what leaves a site by an interface, with ports of a range. Mappings live for `patience` seconds of silence."""

    def __init__(self, site, interface, ports, patience=30):
        self.site, self.interface = site, interface
        site.nft("table ip nat { chain out { type nat hook postrouting priority 100; }\n }")
        site.sysctl(netfilter__nf_conntrack_udp_timeout=patience, netfilter__nf_conntrack_udp_timeout_stream=patience)
        self._use(ports)

    def _use(self, ports):
        self.site.nft(f"""flush chain ip nat out
        add rule ip nat out oifname "{self.interface}" meta l4proto udp masquerade to :{ports}
        """)

    def change(self, ports):
        """It forgets every mapping, and makes new ones with other ports."""
        self._use(ports)
        process.run(["/usr/bin/python3", "-S", "-c", FORGET], site=self.site)

    def mappings(self, port=4500):
        """The outside ports of what is mapped towards a port."""
        table = self.site.run(["cat", "/proc/net/nf_conntrack"])
        # The ways out and back, with their ports; where the way back ends is outside.
        return {int(found) for found in re.findall(rf"udp .*? dport={port} .*?sport={port} dport=(\d+)", table)}


def forge(site, target, port, initiator_spi, responder_spi, esp_spi):
    """An IKE message and an ESP packet with the SPIs of SAs that are there, and with nothing else of them, from a port of
    the site. SPIs are in hexadecimal."""
    # RFC 7296 3.1: an INFORMATIONAL request with an encrypted payload; RFC 3948 2.2: four zero bytes before it.
    body = bytes(64)
    header = bytes.fromhex(initiator_spi + responder_spi) + struct.pack("!BBBBII", 46, 0x20, 37, 0x08, 1, 28 + 4 + len(body))
    ike = bytes(4) + header + struct.pack("!BBH", 0, 0, 4 + len(body)) + body
    esp = bytes.fromhex(esp_spi) + struct.pack("!I", 1 << 20) + bytes(88)
    address, target_port = target.rsplit(":", 1)
    code = f"""
import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("0.0.0.0", {port}))
    for data in ({ike!r}, {esp!r}):
        s.sendto(data, ({address!r}, {target_port}))
"""
    process.run(["/usr/bin/python3", "-S", "-c", code], site=site)
