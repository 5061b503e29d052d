# SPDX-License-Identifier: BSD-2-Clause
"""What the guest says of its memory."""
import json
import pathlib
import time

from guest import process

# Seconds, which cost nothing by counted instructions: what has been deleted is freed with delay.
SETTLED = 5


def available_kb():
    """What is free, or could be had. The kernel's own MemAvailable counts only part of what can be reclaimed, and another
    part each time."""
    time.sleep(SETTLED)
    process.run("sync; echo 3 > /proc/sys/vm/drop_caches")
    return _sum_kb(pathlib.Path("/proc/meminfo").read_text(), ("MemFree", "Buffers", "Cached", "SReclaimable"))


def _sum_kb(text, names):
    figures = dict(line.split(":") for line in text.splitlines())
    return sum(int(figures[name].split()[0]) for name in names)


def slabs_kb():
    """{cache: kB}, the larger ones."""
    caches = {}
    for line in pathlib.Path("/proc/slabinfo").read_text().splitlines()[2:]:
        words = line.split()
        slabs, pages = int(words[words.index("slabdata") + 2]), int(words[5])
        caches[words[0]] = slabs * pages * 4
    return {name: size for name, size in caches.items() if size >= 1024}


def maps_kb():
    """{name: kB} of our maps as the kernel accounts them; rings of one name are added up."""
    sizes = {}
    for each in json.loads(process.run(["bpftool", "-j", "map", "list"], timeout=600)):
        name = each.get("name", "")
        if name.startswith("hw_"):
            sizes[name] = sizes.get(name, 0) + each.get("bytes_memlock", 0) / 1024
    return sizes
