# SPDX-License-Identifier: BSD-2-Clause
"""What hawserd pinned, written as version 1 of the map ABI had it: for a daemon that comes after an old one."""
import json
import os
import struct

PIN_DIR = "/sys/fs/bpf/hawser"


def _bytes(text):
    return bytes(int(byte, 16) for byte in text)


def read(name):
    """[(key, value)] as bytes."""
    entries = json.loads(os.popen(f"bpftool -j map dump pinned {PIN_DIR}/{name}").read())
    return [(_bytes(entry["key"]), _bytes(entry["value"])) for entry in entries if "value" in entry]


def config_v1(value):
    return struct.pack("<I", 1) + value[4:16]


def bundle_v1(value):
    return value[:12] + value[16:]


def tunnel_v1(value):
    return value[:24]


def selector_v1(value):
    return value[4:12]


def pin_v1(key, value, family):
    size = 4 if family == 4 else 16
    local, remote, rest = key[:size], key[size:2 * size], key[2 * size:]
    ports, protocol = rest[:4], rest[4]
    tunnel, moved_from, bundle, _, role, flags, follow, strays, _, _, moves, created, seen, moved, out, back = \
        struct.unpack("<IIHHBBBBBBHIQQQQ", value)
    old_key = struct.pack("<IBBH", bundle, family, protocol, 0) + local.ljust(16, b"\0") + remote.ljust(16, b"\0") + ports
    # Flag 2 is of version 2.
    old_value = struct.pack("<IBBBBIIQQQQQ", tunnel, role, flags & 1, follow, strays, moves, moved_from, created * 10**9, seen,
                            moved, out, back)
    return old_key, old_value


MAPS = [("hw_config", "array", 16, 1, config_v1), ("hw_bundles", "array", 80, 256, bundle_v1),
        ("hw_tunnels", "array", 24, 1024, tunnel_v1), ("hw_tun_state", "array", 4, 1024, lambda value: value),
        ("hw_selectors", "lpm_trie", 8, 65536, selector_v1)]


def downgrade(folder):
    """Unpins every map, and pins maps of version 1 with the same contents. Programs that run keep theirs. `folder` is for a
    file of bpftool's commands. Returns how many flows there were."""
    batch = []
    contents = {name: read(name) for name, *_ in MAPS}
    pins = [pin_v1(key, value, family) for family in (4, 6) for key, value in read(f"hw_pins{family}") + read(f"hw_new_pins{family}")]
    os.system(f"rm -f {PIN_DIR}/hw_*")

    def make(name, kind, key, value, entries, pairs):
        flags = 1 if kind == "lpm_trie" else 0
        batch.append(f"map create {PIN_DIR}/{name} type {kind} key {key} value {value} entries {entries} name {name[:15]} flags {flags}")
        for k, v in pairs:
            batch.append(f"map update pinned {PIN_DIR}/{name} key hex {k.hex(' ')} value hex {v.hex(' ')}")

    for name, kind, value, entries, convert in MAPS:
        key = 28 if kind == "lpm_trie" else 4
        wanted = [(k, convert(v)) for k, v in contents[name] if any(v)]
        make(name, kind, key, value, entries, wanted)
    make("hw_pins", "lru_hash", 44, 56, 4096, pins)
    path = os.path.join(folder, "v1.batch")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(batch) + "\n")
    said = os.popen(f"bpftool batch file {path} 2>&1").read()
    if "processed" not in said:
        raise RuntimeError(said[-500:])
    return len(pins)


if __name__ == "__main__":
    print(downgrade("/tmp"))
