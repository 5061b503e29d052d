#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""tools/documented.py finds what it is there to find."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tools"))
import documented  # noqa: E402

GOOD = {
    "loader/control/client/commands.cpp": '    {"status", "", 0, 0, "text", run_status},\n',
    "loader/control/client/options.cpp": 'options.add_options()("json,j", "print JSON")("words", x)',
    "loader/daemon/options.cpp": 'add("config,c", value, "file");',
    "docs/man/hawser.8": ".TP\n.B status\n.TP\n\\fB\\-j\\fR, \\fB\\-\\-json\\fR\n",
    "docs/man/hawserd.8": "\\-\\-config",
    "bpf/drop_names.h": 'DropName{"no_tunnel"},',
    "docs/troubleshooting.md": "| `no_tunnel` | `rp_filter` |",
    "docs/metrics.md": "`hawser_tunnel_up`",
    "loader/metrics/collect.cpp": 'page.gauge("hawser_tunnel_up")',
    "loader/doctor/check.cpp": '{Grade::kProblem, "rp_filter", "text"}',
    "README.md": "    hawser status   # what a person reads\n",
}


class Documented(unittest.TestCase):
    def findings(self, **changes):
        with tempfile.TemporaryDirectory() as folder:
            files = {**GOOD, **{name.replace("__", "/").replace("_DOT_", "."): text for name, text in changes.items()}}
            for name, text in files.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return list(documented.findings(Path(folder)))

    def test_all_is_well(self):
        self.assertEqual(self.findings(), [])

    def test_each_kind_is_missed(self):
        for page, name in (("docs__man__hawser_DOT_8", "status"), ("docs__man__hawserd_DOT_8", "--config"),
                           ("docs__troubleshooting_DOT_md", "no_tunnel"), ("docs__metrics_DOT_md", "hawser_tunnel_up")):
            found = self.findings(**{page: "nothing"})
            self.assertTrue(any(name in each for each in found), (page, found))

    def test_a_command_that_is_shown_must_be_there(self):
        self.assertEqual(len(self.findings(README_DOT_md="    hawser fly   # away\n")), 1)

    def test_a_part_of_a_word_is_not_the_word(self):
        self.assertTrue(self.findings(docs__troubleshooting_DOT_md="no_tunnel_here rp_filter"))


if __name__ == "__main__":
    unittest.main()
