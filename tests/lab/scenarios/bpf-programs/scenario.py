# SPDX-License-Identifier: BSD-2-Clause
"""See description.txt."""
import os


def run(lab):
    program = lab.program("tests/bpf/bpf_tests")
    report = lab.results / "bpf_tests.xml"
    child = lab.spawn("bpf_tests", [program, f"--gtest_output=xml:{report}"])
    lab.need("the tests come to an end", lambda: child.process.poll() is not None, timeout=1080)
    text = report.read_text() if report.exists() else ""
    lab.expect(child.process.returncode == 0, f"every case passes on {os.uname().release}",
               (lab.results / "bpf_tests.log").read_text()[-3000:])
    lab.expect('result="skipped"' not in text and text.count("<testcase ") > 100, "none is skipped",
               f"{text.count('<testcase ')} cases")
