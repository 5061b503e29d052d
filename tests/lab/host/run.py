# SPDX-License-Identifier: BSD-2-Clause
"""Runs one scenario of the lab: `run.py SCENARIO [--kernel V] [--icount|--wall] [--native] [--results DIR]`."""
import argparse
import fcntl
import itertools
import json
import os
import pathlib
import shutil
import sys

import machine
import native
import scenarios
from packages import PackageError

SKIPPED = 77
ROOT = pathlib.Path(__file__).resolve().parents[3]
# Loaded in every guest: without aesni_intel AES-GCM runs as generic code at 48 instructions a byte.
MODULES = ["veth", "aesni_intel", "gcm", "seqiv", "echainiv", "esp4", "esp6", "xfrm_user", "xfrm_interface"]


def arguments():
    parser = argparse.ArgumentParser(prog="dev lab")
    parser.add_argument("scenario", nargs="?", help="a folder of tests/lab/scenarios")
    parser.add_argument("--kernel", help="series, such as 6.1, 6.12 or 7.2")
    parser.add_argument("--icount", dest="clock", action="store_const", const="icount",
                        help="the guest's time counts its instructions")
    parser.add_argument("--wall", dest="clock", action="store_const", const="wall", help="the guest has the host's time")
    parser.add_argument("--native", action="store_true", help="in namespaces of this machine's own kernel")
    parser.add_argument("--build", default=str(ROOT / "build" / "release"), help="build tree whose programs are used")
    parser.add_argument("--results", help="folder for logs and captures; default build/lab/SCENARIO, or BUILD/lab/SCENARIO")
    parser.add_argument("--targets", action="store_true", help="print what must be built for the scenario, or for all, and end")
    parser.add_argument("--list", action="store_true", help="print the scenarios, and end")
    return parser.parse_args()


def default_results(build):
    """build/lab for the optimised build; another build tree keeps its own, so that runs do not meet."""
    return ROOT / "build" / "lab" if build == ROOT / "build" / "release" else build / "lab"


def own_results(wanted):
    """A results folder that no other run is using: the wanted one, or one with a number behind it; and its lock."""
    wanted.parent.mkdir(parents=True, exist_ok=True)
    for number in itertools.count(1):
        path = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
        lock = open(path.with_name(f".{path.name}.lock"), "w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return path, lock
        except BlockingIOError:
            lock.close()


def prepare_results(path, scenario, options):
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    job = {"scenario": scenario.name, "folder": str(scenario.folder), "build": os.path.abspath(options.build),
           "native": options.native, "clock": "wall" if options.native else options.clock or scenario.clock}
    (path / "job.json").write_text(json.dumps(job))
    (path / "modules").write_text(" ".join(dict.fromkeys(MODULES + scenario.modules)) + "\n")


def verdict(results, ended):
    """The exit status that the guest's runner wrote; its absence is a failure."""
    try:
        status = int((results / "status").read_text())
    except (OSError, ValueError):
        status = 1
        print("lab: the guest ended without a verdict", flush=True)
    if not ended:
        status = status or 1
    if status not in (0, SKIPPED):
        captures = sorted(path.name for path in results.glob("*.pcap"))
        print(f"lab: FAILED; log and captures are in {results}: console.log {' '.join(captures)}", flush=True)
    return status


def run(options):
    scenario = scenarios.load(options.scenario)
    name = scenario.name + (f"-{options.kernel}" if options.kernel else "") + ("-native" if options.native else "")
    wanted = pathlib.Path(options.results or default_results(pathlib.Path(options.build).absolute()) / name).absolute()
    if options.native:
        reason = native.missing(scenario.needs)
    else:
        reason = machine.missing(scenario)
    if os.geteuid() != 0:
        reason = "the lab must be run as root"
    if reason:
        print(f"lab: skipped {scenario.name}: {reason}", flush=True)
        return SKIPPED
    print((scenario.folder / "description.txt").read_text().strip(), flush=True)
    results, _lock = own_results(wanted)
    prepare_results(results, scenario, options)
    if options.native:
        return verdict(results, native.run(scenario, results))
    ended = machine.boot(scenario, options.kernel or scenario.kernel, options.clock or scenario.clock,
                         pathlib.Path(options.build).absolute(), results)
    return verdict(results, ended)


def main():
    options = arguments()
    try:
        return obey(options)
    except (PackageError, scenarios.ScenarioError) as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1


def obey(options):
    if options.targets:
        wanted = [options.scenario] if options.scenario else scenarios.names()
        print(" ".join(sorted({target for name in wanted for target in scenarios.load(name).targets})))
        return 0
    if options.list or not options.scenario:
        for name in scenarios.names():
            print(name)
        return 0 if options.list else 2
    return run(options)


if __name__ == "__main__":
    sys.exit(main())
