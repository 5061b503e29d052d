# SPDX-License-Identifier: BSD-2-Clause
"""The benchmark of failover: a guest for each part, one after the other, then the table. `./dev bench failover [--only ours ...]`"""
import argparse
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import report  # noqa: E402
from guests import ROOT, show_guest  # noqa: E402

PARTS = ("ours", "frr", "dpd", "reboot", "flap")


def arguments():
    parser = argparse.ArgumentParser(prog="dev bench failover")
    parser.add_argument("--only", action="append", choices=PARTS, help="a part; may be given again; default all. Of the others "
                        "the last run's figures are shown")
    parser.add_argument("--build", default=str(ROOT / "build" / "release"), help="build tree whose programs are used")
    parser.add_argument("--kernel", default="6.1", help="a series")
    parser.add_argument("--minutes", type=int, default=10, help="of flapping")
    parser.add_argument("--show", action="store_true", help="print the table of the last runs and measure nothing")
    return parser.parse_args()


def results_of(build, part):
    return build / "bench" / f"failover-{part}"


def measure(build, part, options):
    (build / "bench").mkdir(exist_ok=True)
    (build / "bench" / "failover.json").write_text(json.dumps({"part": part, "minutes": options.minutes}))
    results = results_of(build, part)
    (results / "figures.json").unlink(missing_ok=True)
    return show_guest(part, HERE, options.kernel, build, results)


def figures(build):
    """{part: its rows}, of the parts that have been measured."""
    found = {part: results_of(build, part) / "figures.json" for part in PARTS}
    return {part: json.loads(path.read_text())["rows"] for part, path in found.items() if path.exists()}


def hours(build):
    """{profile: alarms in ten simulated hours of 1 % loss}"""
    said = subprocess.run([build / "bench/failover/hour_of_loss"], check=True, capture_output=True, text=True).stdout
    return {line.split()[0]: int(line.split()[1]) for line in said.splitlines()}


def main():
    options = arguments()
    build, status = pathlib.Path(options.build).absolute(), 0
    for part in () if options.show else options.only or PARTS:
        status |= measure(build, part, options)
    found = figures(build)
    report.print_all([row for rows in found.values() for row in rows], hours(build))
    return status or int(not found)


if __name__ == "__main__":
    sys.exit(main())
