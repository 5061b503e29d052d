# SPDX-License-Identifier: BSD-2-Clause
"""Libraries of another release of Debian, which lie apart from the guest's own (host/peers.py)."""
import pathlib


def with_libraries(name):
    """What stands before a program's path so that it runs with the libraries in /opt/NAME, C library and dynamic linker
    included. What is not there comes from the guest. Programs that it starts are not affected."""
    root = pathlib.Path("/opt") / name / "usr"
    linker = root / "lib64" / "ld-linux-x86-64.so.2"
    if not linker.exists():
        raise FileNotFoundError(f"{linker}: name {name} in the scenario's peers")
    return [linker, "--library-path", root / "lib" / "x86_64-linux-gnu"]
