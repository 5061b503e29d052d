# SPDX-License-Identifier: BSD-2-Clause
"""Reads a capture: which packets of which echo are in it."""
import struct


def frames(path):
    """(link type, bytes) of every packet of a pcap file."""
    data = path.read_bytes()
    order = "<" if data[:4] == b"\xd4\xc3\xb2\xa1" else ">"
    at = 24
    while at + 16 <= len(data):
        size = struct.unpack_from(order + "I", data, at + 8)[0]
        yield data[at + 16:at + 16 + size]
        at += 16 + size


def network_header(frame):
    """XFRM interfaces show the link-layer header of their underlay, or none."""
    for start in (0, 14):
        if len(frame) > start and frame[start] >> 4 in (4, 6) and (start == 0 or frame[12:14] in (b"\x08\x00", b"\x86\xdd")):
            return frame[start:]
    return b""


def piece(frame):
    """(source, identification, offset, more, echo id or None) of a fragment of an echo, else None."""
    ip = network_header(frame)
    if ip[:1] and ip[0] >> 4 == 4 and ip[9] == 1:
        word, body = int.from_bytes(ip[6:8], "big"), ip[(ip[0] & 15) * 4:]
        source, number, offset, more = ip[12:16], ip[4:6], (word & 0x1FFF) * 8, bool(word & 0x2000)
    elif ip[:1] and ip[0] >> 4 == 6 and ip[6] == 44:
        word, body = int.from_bytes(ip[42:44], "big"), ip[48:]
        source, number, offset, more = ip[8:24], ip[44:48], word & 0xFFF8, bool(word & 1)
    else:
        return None
    if not offset and not more:
        return None
    return source, number, offset, more, body[4:6] if offset == 0 else None


def echoes(captures):
    """{echo id: {(tunnel): count of fragments}} from {tunnel: pcap file}: later fragments belong to the echo that the
    first one with their identification names. Those of no echo are under None."""
    pieces = [(name, piece(frame)) for name, path in captures.items() for frame in frames(path)]
    pieces = [(name, found) for name, found in pieces if found]
    owner = {found[:2]: found[4] for _, found in pieces if found[4] is not None}
    table = {}
    for name, found in pieces:
        counts = table.setdefault(owner.get(found[:2]), {})
        counts[name] = counts.get(name, 0) + 1
    return table
