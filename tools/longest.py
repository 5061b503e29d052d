#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Prints the longest files and functions, with the median and the 95th percentile, for a person to judge."""

import json
import subprocess
import sys
from pathlib import Path

PRODUCT_ROOMS = ("base/", "bpf/", "ike/", "health/", "loader/", "maps-tool/")
SUFFIXES = (".h", ".cpp", ".c")


def product_files():
    listing = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in listing if name.startswith(PRODUCT_ROOMS) and name.endswith(SUFFIXES)
            and Path(name).is_file()]


def functions(files):
    """(lines, place) of each function definition that Universal Ctags finds."""
    command = ["ctags", "--output-format=json", "--fields=+ne", "--languages=C,C++", "--kinds-C=f", "--kinds-C++=f",
               "--langmap=C++:.cpp.h", "-L", "-", "-f", "-"]
    out = subprocess.run(command, input="\n".join(files), capture_output=True, text=True, check=True).stdout
    found = []
    for line in out.splitlines():
        tag = json.loads(line)
        if "end" in tag:
            found.append((tag["end"] - tag["line"] + 1, f'{tag["path"]}:{tag["line"]} {tag["name"]}'))
    return found


def print_table(title, rows, most):
    rows = sorted(rows, reverse=True)
    sizes = [size for size, _ in rows]
    print(f"{title}: {len(rows)}; median {sizes[len(sizes) // 2]}, 95th percentile {sizes[len(sizes) // 20]}, "
          f"longest {sizes[0]} lines")
    for size, place in rows[:most]:
        print(f"  {size:5}  {place}")


def main():
    files = product_files()
    if not files:
        return 0
    print_table("files", [(len(Path(name).read_text().splitlines()), name) for name in files], 10)
    print_table("functions", functions(files), 10)
    return 0


if __name__ == "__main__":
    sys.exit(main())
