# SPDX-License-Identifier: BSD-2-Clause
"""The data plane's benchmark: one guest a kernel, then the tables. `./dev bench dataplane [--kernel 6.1 ...]`"""
import argparse
import json
import pathlib
import subprocess
import sys

import report

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
KERNELS = ("6.1", "6.12", "7.2")


def arguments():
    parser = argparse.ArgumentParser(prog="dev bench dataplane")
    parser.add_argument("--kernel", action="append", help=f"a series; may be given again; default {', '.join(KERNELS)}")
    parser.add_argument("--build", default=str(ROOT / "build" / "release"), help="build tree whose programs are used")
    parser.add_argument("--show", action="store_true", help="print the tables of the last runs and measure nothing")
    return parser.parse_args()


def measure(kernel, build, results):
    """One guest; its output is shown when something was not as expected."""
    print(f"== Linux {kernel} ...", flush=True)
    done = subprocess.run(["/usr/bin/python3", str(ROOT / "tests/lab/host/run.py"), str(HERE), "--kernel", kernel, "--build", build,
                           "--results", str(results)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    wrong = [line for line in done.stdout.splitlines() if line.startswith("not ok")]
    if done.returncode:
        print("\n".join(wrong) or done.stdout)
    return done.returncode


def main():
    options = arguments()
    figures, status = {}, 0
    for kernel in options.kernel or KERNELS:
        results = pathlib.Path(options.build).absolute() / "bench" / f"dataplane-{kernel}"
        status |= 0 if options.show else measure(kernel, options.build, results)
        if (path := results / "figures.json").exists():
            figures[kernel] = json.loads(path.read_text())
    if not figures:
        return status or 1
    print("Linux", ", ".join(one["release"] for one in figures.values()), "by counted instructions, 300 flows of UDP, 64 bytes each")
    report.print_costs(figures)
    report.print_moves(figures)
    report.print_figures(figures)
    return status


if __name__ == "__main__":
    sys.exit(main())
