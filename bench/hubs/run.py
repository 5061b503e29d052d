# SPDX-License-Identifier: BSD-2-Clause
"""The benchmark of many tunnels: one guest a kernel, then the table. `./dev bench hubs [--kernel 6.12 ...]`"""
import argparse
import json
import pathlib
import subprocess
import sys

import hub_report

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
KERNELS = ("6.1", "6.12", "7.2")


def arguments():
    parser = argparse.ArgumentParser(prog="dev bench hubs")
    parser.add_argument("--kernel", action="append", help=f"a series; may be given again; default {', '.join(KERNELS)}")
    parser.add_argument("--tunnels", type=int, default=10000, help="where they share an interface, two to each peer")
    parser.add_argument("--each", type=int, default=2000, help="where each has one of its own")
    parser.add_argument("--build", default=str(ROOT / "build" / "release"), help="build tree whose programs are used")
    parser.add_argument("--show", action="store_true", help="print the tables of the last runs and measure nothing")
    return parser.parse_args()


def measure(kernel, build, results):
    print(f"== Linux {kernel} ...", flush=True)
    done = subprocess.run(["/usr/bin/python3", str(ROOT / "tests/lab/host/run.py"), str(HERE), "--kernel", kernel, "--build", build,
                           "--results", str(results)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    wrong = [line for line in done.stdout.splitlines() if line.startswith("not ok")]
    if done.returncode:
        print("\n".join(wrong) or done.stdout)
    return done.returncode


def main():
    options = arguments()
    build = pathlib.Path(options.build).absolute()
    (build / "bench").mkdir(exist_ok=True)
    if not options.show:
        (build / "bench/hubs.json").write_text(json.dumps({"shared": options.tunnels, "each": options.each}))
    figures, status = [], 0
    for kernel in options.kernel or KERNELS:
        results = build / "bench" / f"hubs-{kernel}"
        status |= 0 if options.show else measure(kernel, str(build), results)
        if (path := results / "figures.json").exists():
            figures.append(json.loads(path.read_text()))
    if not figures:
        return status or 1
    hub_report.print_all(figures)
    return status


if __name__ == "__main__":
    sys.exit(main())
