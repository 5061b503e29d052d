#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What users can name must be documented: commands and options of the three programs, metrics, the names of drops, and what the
doctor looks for. Also the other way: commands that the README and the quick start show must be there. Prints one line per
finding, exit status 1 if any. Keys of the configuration are not here: their page is made from the table that reads them."""

import re
import sys
from pathlib import Path


def read(root, *patterns):
    """The text of all files that match, one after the other."""
    files = [path for pattern in patterns for path in sorted(root.glob(pattern)) if path.is_file()]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def man_text(text):
    """A man page as a reader sees it: without roff's escapes."""
    text = re.sub(r"\\f[A-Z]", "", text)
    return text.replace("\\-", "-")


def commands_of(source):
    """`{"status", "", 0, 0, ...` of a table of commands."""
    return re.findall(r'^\s*\{"([a-z][a-z-]*)",', source, re.MULTILINE)


def boost_options(source):
    """`("follow,f", ...` and `add("config,c", ...`."""
    return [name.split(",")[0] for name in re.findall(r'(?:\(|add\()"([a-z][a-z-]*(?:,[A-Za-z])?)",', source)]


def drop_names(source):
    return re.findall(r'DropName\{"([a-z0-9_]+)"', source)


def metric_names(source):
    return sorted(set(re.findall(r'"(hawser_[a-z_]+[a-z])"', source)))


def check_names(source):
    """The second field of a finding: `{Grade::kProblem, "rp_filter", ...`."""
    return sorted(set(re.findall(r'Grade::k\w+,\s*"([a-z_]+)"', source)))


def missing(kind, names, text, where):
    for name in names:
        if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
            yield f"{kind} {name} is not in {where}"


def shown_commands(text, program):
    """First words behind `hawser ` at the beginning of indented or fenced lines."""
    return re.findall(rf"^(?:    |)(?:# ?)?{program} ([a-z][a-z-]*)", text, re.MULTILINE)


def findings(root):
    client = read(root, "loader/control/client/commands.cpp")
    client_page = man_text(read(root, "docs/man/hawser.8", "docs/man/hawser.1"))
    commands = commands_of(client)
    if not commands:
        yield "no commands were found in loader/control/client/commands.cpp"
    yield from missing("command", commands, client_page, "the man page of hawser")
    yield from missing("option", ["--" + each for each in boost_options(read(root, "loader/control/client/options.cpp"))
                                  if each != "words"], client_page, "the man page of hawser")
    daemon_page = man_text(read(root, "docs/man/hawserd.8"))
    yield from missing("option", ["--" + each for each in boost_options(read(root, "loader/daemon/options.cpp"))], daemon_page,
                       "the man page of hawserd")
    drops = drop_names(read(root, "bpf/drop_names.h"))
    if not drops:
        yield "no names of drops were found in bpf/drop_names.h"
    yield from missing("drop", drops, read(root, "docs/troubleshooting.md"), "docs/troubleshooting.md")
    yield from missing("metric", metric_names(read(root, "loader/metrics/*.cpp")), read(root, "docs/metrics.md"), "docs/metrics.md")
    yield from missing("check", check_names(read(root, "loader/doctor/*.cpp")), read(root, "docs/troubleshooting.md"),
                       "docs/troubleshooting.md")
    for page in ("README.md", "docs/quickstart.md", "docs/migrating.md", "docs/troubleshooting.md"):
        for command in shown_commands(read(root, page), "hawser"):
            if command not in commands:
                yield f"{page} shows `hawser {command}`, which is no command"


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    found = list(findings(root))
    print("\n".join(found) if found else "everything that users can name is documented")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
