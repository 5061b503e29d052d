# SPDX-License-Identifier: BSD-2-Clause
PROGRAM = "tests/unit/loader/kernel/xfrm_kernel_test"


def run(lab):
    output = lab.run([lab.program(PROGRAM)], check=False)
    (lab.results / "xfrm_kernel_test.log").write_text(output)
    lab.expect("[  PASSED  ]" in output, "cases passed")
    lab.expect("[  FAILED  ]" not in output, "no case failed",
               [line for line in output.splitlines() if line.startswith("[  FAILED")])
    skipped = [line for line in output.splitlines() if line.startswith("[  SKIPPED ]") and "no XFRM" in line]
    lab.expect("no XFRM interfaces" not in output, "the kernel has XFRM interfaces", skipped)
