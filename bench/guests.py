# SPDX-License-Identifier: BSD-2-Clause
"""What the benchmarks that run in the lab share: a guest for each kernel, one after the other, whose figures come out as a
file; and which of them need not be measured again."""
import argparse
import hashlib
import json
import pathlib
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
KERNELS = ("6.1", "6.12", "7.2")
# What is measured; a guest's figures are good as long as these are the same.
PROGRAMS = ("bench/dataplane/static_gateway", "bench/dataplane/sender")


def parser(name):
    made = argparse.ArgumentParser(prog=f"dev bench {name}")
    made.add_argument("--kernel", action="append", help=f"a series; may be given again; default {', '.join(KERNELS)}")
    made.add_argument("--build", default=str(ROOT / "build" / "release"), help="build tree whose programs are used")
    made.add_argument("--resume", action="store_true", help="measure only kernels that these programs were not yet measured on")
    made.add_argument("--show", action="store_true", help="print the tables of the last runs and measure nothing")
    return made


class Guests:
    """The guests of one benchmark. `wanted` is what else the figures depend on, as text."""

    def __init__(self, folder, options, wanted=""):
        self.folder, self.options, self.wanted = folder, options, wanted
        self.build = pathlib.Path(options.build).absolute()

    def figures(self):
        """({kernel: figures}, exit status). A kernel that could not be measured is missing, and the status tells."""
        found, status = {}, 0
        for kernel in self.options.kernel or KERNELS:
            results = self.build / "bench" / f"{self.folder.name}-{kernel}"
            if not (self.options.show or self.options.resume and self._is_measured(results)):
                status |= self._measure(kernel, results)
            if (path := results / "figures.json").exists():
                found[kernel] = json.loads(path.read_text())
        return found, status or int(not found)

    def _fingerprint(self):
        digest = hashlib.sha256(self.wanted.encode())
        for program in PROGRAMS:
            digest.update((self.build / program).read_bytes())
        return digest.hexdigest()

    def _is_measured(self, results):
        path = results / "measured"
        return path.exists() and path.read_text() == self._fingerprint()

    def _measure(self, kernel, results):
        status = show_guest(f"Linux {kernel}", self.folder, kernel, self.build, results)
        if not status:
            (results / "measured").write_text(self._fingerprint())
        return status


def show_guest(title, folder, kernel, build, results):
    """Runs the folder's scenario in a guest and returns its exit status. Shows what the guest says as it goes on, because it
    takes minutes; all of it when it fails."""
    print(f"== {title}", flush=True)
    began, said = time.monotonic(), []
    argv = ["/usr/bin/python3", str(ROOT / "tests/lab/host/run.py"), str(folder), "--kernel", kernel,
            "--build", str(build), "--results", str(results)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as guest:
        for line in guest.stdout:
            said.append(line)
            if line.startswith(("[", "not ok")):
                print(f"   {line}", end="", flush=True)
    print(f"   {title}: {time.monotonic() - began:.0f} s of this machine's time", flush=True)
    if guest.returncode:
        print("".join(said))
    return guest.returncode
