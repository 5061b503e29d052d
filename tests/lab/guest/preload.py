# SPDX-License-Identifier: BSD-2-Clause
"""Copies files from the read-only share into the overlay's memory. Run before anything else; needs nothing imported.

Setting a file's times makes overlayfs copy it up, content and all.
"""
import os
import sys

DONE = set()


def take(path):
    """A file and every symbolic link on the way to it: a link's target too is asked of the share, each time."""
    for end in [at for at, letter in enumerate(path) if letter == "/" and at] + [len(path)]:
        step = path[:end]
        if step in DONE:
            continue
        DONE.add(step)
        if os.path.islink(step):
            os.utime(step, follow_symlinks=False)
            take(os.path.realpath(step))
    if os.path.isfile(path):
        os.utime(path)


for line in open(sys.argv[1], encoding="utf-8"):
    try:
        take(line.rstrip("\n"))
    except OSError:
        pass  # Not in this guest: read from the share if it is ever needed.
