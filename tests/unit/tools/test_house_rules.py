#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Each rule of the house finds what it forbids and lets pass what it allows."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tools"))
import house_rules  # noqa: E402

HEAD = "// SPDX-License-Identifier: BSD-2-Clause\n"


def findings(name, text):
    with tempfile.TemporaryDirectory() as root:
        path = Path(root) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + text)
        return [line.split(": ")[1] for line in house_rules.check_file(Path(root), path)]


class HouseRules(unittest.TestCase):
    def test_a_clean_file_passes(self):
        self.assertEqual(findings("ike/a.cpp", '#include "ike/a.h"\n#include "base/result.h"\nint x;\n'), [])

    def test_ike_may_not_include_the_loader(self):
        self.assertEqual(findings("ike/a.cpp", '#include "loader/net/ike_socket.h"\n'), ["includes"])

    def test_nobody_includes_the_composition(self):
        self.assertEqual(findings("loader/net/a.cpp", '#include "loader/daemon/daemon.h"\n'), ["includes"])

    def test_the_abi_is_the_only_shared_header_of_bpf(self):
        self.assertEqual(findings("loader/plan/a.cpp", '#include "bpf/abi.h"\n'), [])
        self.assertEqual(findings("loader/plan/a.cpp", '#include "bpf/select.h"\n'), ["includes"])
        self.assertEqual(findings("loader/plan/a.cpp", '#include "bpf/abi/pins.h"\n'), ["includes"])

    def test_no_clock_in_a_room_without_io(self):
        self.assertEqual(findings("health/a.cpp", "auto t = clock_gettime(0, &ts);\n"), ["sans-io"])
        self.assertEqual(findings("health/a.cpp", "// why no clock_gettime(0) is called here\n"), [])
        self.assertEqual(findings("loader/net/a.cpp", "auto t = clock_gettime(0, &ts);\n"), [])

    def test_no_exceptions_of_ours(self):
        self.assertEqual(findings("base/a.cpp", "void f() { throw 1; }\n"), ["exceptions"])

    def test_licence_and_guard(self):
        with tempfile.TemporaryDirectory() as root:
            path = Path(root) / "a.h"
            path.write_text("int x;\n")
            rules = [line.split(": ")[1] for line in house_rules.check_file(Path(root), path)]
        self.assertEqual(rules, ["licence", "guard"])

    def test_no_path_of_a_machine(self):
        self.assertEqual(findings("docs/a.md", "see /" + "work/main/x\n"), ["machine-path"])

    def test_no_promises_in_comments(self):
        self.assertEqual(findings("base/a.cpp", "// must be in sync with b.h\n"), ["comment"])


if __name__ == "__main__":
    unittest.main()
