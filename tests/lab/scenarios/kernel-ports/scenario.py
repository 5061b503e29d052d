# SPDX-License-Identifier: BSD-2-Clause
PROGRAMS = ("xfrm_kernel_test", "routes_kernel_test")


def run(lab):
    for name in PROGRAMS:
        output = lab.run([lab.program(f"tests/unit/loader/kernel/{name}")], check=False, timeout=400)
        (lab.results / f"{name}.log").write_text(output)
        lab.expect("[  PASSED  ]" in output and "[  FAILED  ]" not in output, f"{name}: every case passed",
                   [line for line in output.splitlines() if line.startswith("[  FAILED")])
        # A case that this kernel cannot run is a skip on other machines, and a failure here.
        lab.expect(": no " not in output and "Skipped\nno " not in output, f"{name}: nothing was missing")
