#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The rules of the house that a script can check: which room may include which, what the rooms without I/O may not call,
and what no line of the project may contain. Prints one line per finding, `file:line: rule: text`; exit status 1 if any."""

import re
import subprocess
import sys
from pathlib import Path

# Room -> the rooms whose headers it may include. A loader room is named by two path elements, `hawser` by three.
MAY_INCLUDE = {
    "base": {"base"},
    "bpf": {"bpf"},
    "ike": {"ike", "base"},
    "health": {"health", "base"},
    # What is done about what is known of the paths, likewise without I/O.
    "policy": {"policy", "base"},
    # Identities, proposals and probes are checked where they are written, by the rooms that know them.
    "loader/config": {"loader/config", "ike", "health", "base", "bpf"},
    "loader/kernel": {"loader/kernel", "loader/config", "base"},
    "loader/plan": {"loader/plan", "loader/config", "base", "bpf"},
    "loader/bpf": {"loader/bpf", "loader/plan", "loader/config", "base", "bpf"},
    "loader/net": {"loader/net", "health", "base"},
    "loader/control": {"loader/control", "loader/config", "base"},
    # Who started us and who keeps our log: the service manager and its journal.
    "loader/service": {"loader/service", "loader/control", "loader/net", "base"},
    # Of what is measured here nothing is asked of the kernel: it is told.
    "loader/metrics": {"loader/metrics", "loader/control", "loader/config", "loader/net", "health", "base", "bpf"},
    "loader/doctor": {"loader/doctor", "loader/control", "loader/config", "base"},
    "loader/control/client": {"loader/control/client", "loader/control", "loader/doctor", "loader/config", "base"},
    "maps-tool": {"maps-tool", "base", "bpf"},
}
# What only a main and its composition may see; nothing above may include these.
COMPOSITION = {"loader/daemon"}
# The one header of bpf/ that user space shares with the kernel: those of bpf/abi/ come by it. Generated skeletons are for the
# BPF loader alone.
SHARED_ABI = "bpf/abi.h"
# Rules of the programs that read nothing but the ABI's structures, and who has to come to the same result.
SHARED_RULES = {("maps-tool", "bpf/hash.h"), ("maps-tool", "bpf/idle_rule.h"), ("maps-tool", "bpf/rank.h"),
                ("maps-tool", "bpf/drop_names.h"), ("loader/metrics", "bpf/drop_names.h"),
                ("loader/plan", "bpf/idle_rule.h")}

SANS_IO_ROOMS = ("ike/", "health/", "policy/")
SANS_IO_BANNED = re.compile(
    r"\b(clock_gettime|gettimeofday|steady_clock|system_clock|high_resolution_clock|getrandom|RAND_bytes|random_device"
    r"|mt19937|socket|sendto|recvfrom|sendmsg|recvmsg|setsockopt|ioctl|fopen|ifstream|ofstream|getenv|usleep|nanosleep"
    r"|sleep_for|std::thread|nl_connect|nlmsg_alloc)\s*[(<{;:]")
BANNED_ANYWHERE = [
    (re.compile(r"\bthrow\b(?!\s*\(\s*\))"), "exceptions", "our code returns Result"),
    (re.compile(r"\bgoto\b"), "goto", "use a function or a guard"),
    (re.compile(r"\busing namespace std\s*;"), "namespace", "name what is used"),
]
BANNED_IN_COMMENTS = re.compile(r"[Kk]eep\s+(?:this\s+)?in\s+sync|[Mm]ust be in sync|\b(?:TODO|FIXME|XXX)\b")
# A file of any kind may name no path of the machine that it was written on.
MACHINE_PATH = re.compile(r"(?<![\w.])/(work|farm)/|/tmp/[a-z]+-?[0-9]*/")

CODE_SUFFIXES = {".h", ".cpp", ".c"}


def tracked_files(root):
    listing = subprocess.run(["git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard"],
                             capture_output=True, text=True, check=True)
    return [Path(root) / name for name in listing.stdout.splitlines() if (Path(root) / name).is_file()]


def room_of(relative):
    parts = relative.parts
    if parts[:3] == ("loader", "control", "client"):
        return "/".join(parts[:3])
    if parts[0] == "loader" and len(parts) > 2:
        return "/".join(parts[:2])
    return parts[0]


def strip_comments_and_strings(text):
    """The text with comments and string contents blanked, so that line numbers stay."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group(0)), text)


def check_includes(relative, text):
    room = room_of(relative)
    if room not in MAY_INCLUDE:
        return
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not match or "/" not in match.group(1):
            continue
        target = match.group(1)
        other = room_of(Path(target))
        if other not in MAY_INCLUDE and other not in COMPOSITION:
            continue
        allowed = other in MAY_INCLUDE[room]
        if other == "bpf" and room != "bpf" and target != SHARED_ABI and ".skel.h" not in target:
            allowed = (room, target) in SHARED_RULES
        if not allowed:
            yield number, "includes", f"{room} may not include {target}"


def check_code(relative, text):
    code = strip_comments_and_strings(text)
    name = relative.as_posix()
    for number, line in enumerate(code.splitlines(), 1):
        if name.startswith(SANS_IO_ROOMS):
            match = SANS_IO_BANNED.search(line)
            if match:
                yield number, "sans-io", f"{match.group(1)} in a room that does no I/O"
        for pattern, rule, advice in BANNED_ANYWHERE:
            if pattern.search(line):
                yield number, rule, advice
    if "SPDX-License-Identifier" not in "\n".join(text.splitlines()[:3]):
        yield 1, "licence", "no SPDX line"
    if relative.suffix == ".h" and "#pragma once" not in text and not re.search(r"#ifndef HAWSER_\w+", text):
        yield 1, "guard", "a header without #pragma once"


def check_file(root, path):
    relative = path.relative_to(root)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return []
    findings = []
    if relative.suffix in CODE_SUFFIXES:
        findings += check_includes(relative, text)
        findings += check_code(relative, text)
    own_rules = relative.name in ("house_rules.py", "test_house_rules.py")
    for number, line in enumerate(text.splitlines(), 1):
        if not own_rules and MACHINE_PATH.search(line):
            findings.append((number, "machine-path", "a path of one machine"))
        if relative.suffix in CODE_SUFFIXES and BANNED_IN_COMMENTS.search(line):
            findings.append((number, "comment", "say why, not what is left to do or to keep in step"))
    return [f"{relative}:{number}: {rule}: {text}" for number, rule, text in findings]


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    findings = [line for path in tracked_files(root) for line in check_file(root, path)]
    print("\n".join(findings) if findings else "house rules: all kept")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
