# SPDX-License-Identifier: BSD-2-Clause
"""The scenario's view of the lab: saying, expecting, running things, waiting for things, results."""
import os
import pathlib
import shutil
import tempfile
import time

from guest import process

SKIPPED = 77


class Stop(Exception):
    """A step without which the rest makes no sense did not succeed."""


class Skip(Exception):
    """This machine cannot run the scenario; the text says why."""


class Lab:
    """One run of one scenario.

    `folder` is the scenario's folder, `build` the build tree whose programs are used, `results` a directory in memory
    whose content is brought out at the end.
    """

    def __init__(self, job, outbox):
        self.name = job["scenario"]
        self.folder = pathlib.Path(job["folder"])
        self.build = pathlib.Path(job["build"])
        self.native = job["native"]
        self.clock = job["clock"]
        self.outbox = pathlib.Path(outbox)
        self.results = pathlib.Path(tempfile.mkdtemp(prefix="hawser-lab-"))
        self.started = time.monotonic()
        self.disk_waits = disk_waits()
        self.passed = self.failed = 0
        self.skipped = False
        self.children = []
        self.at_end = []

    # Speaking

    def say(self, text):
        """One line of progress, with the seconds of the guest's clock since the start."""
        print(f"[{time.monotonic() - self.started:7.2f} s] {text}", flush=True)

    def expect(self, condition, sentence, figures=""):
        """Prints `ok - sentence` or `not ok - sentence (figures)`, counts it, and hands the condition back."""
        good = bool(condition)
        self.passed += good
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} - {sentence}{f' ({figures})' if figures != '' else ''}", flush=True)
        return good

    def require(self, condition, sentence, figures=""):
        """Like expect, but ends the scenario when it fails."""
        if not self.expect(condition, sentence, figures):
            raise Stop("the scenario can go on after that")

    def skip(self, reason):
        self.skipped = True
        self.say(f"skipped: {reason}")

    # Running

    def run(self, argv, site=None, check=True, quiet=False, **kwargs):
        """Runs a command to its end, in a site's namespaces when one is given; its output is the result."""
        return process.run(argv, site=site, check=check, quiet=quiet, **kwargs)

    def spawn(self, name, argv, site=None, **kwargs):
        """Starts a long-running program; its output goes to NAME.log in the results."""
        child = process.Child(name, argv, self.results / f"{name}.log", site=site, **kwargs)
        self.children.append(child)
        return child

    def program(self, path):
        """A program of the build tree, copied into memory so that its pages never come from the host's disk."""
        source = self.build / path
        if not source.exists():
            raise Stop(f"{path} has been built (looked in {self.build})")
        target = self.results.parent / f"{self.results.name}-bin" / source.name
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            shutil.copy(source, target)
            target.chmod(0o755)
        return str(target)

    # Waiting

    def wait_until(self, what, condition, timeout=20.0, interval=0.05):
        """Polls until `condition()` is true and returns its value; False (and a failed expectation) after `timeout`
        seconds."""
        value = poll(condition, timeout, interval)
        self.expect(value, what, "" if value else f"not within {timeout:g} s")
        return value

    def need(self, what, condition, timeout=20.0, interval=0.05):
        """Like wait_until, but ends the scenario when it does not happen."""
        if value := self.wait_until(what, condition, timeout, interval):
            return value
        raise Stop("the scenario can go on after that")

    # Ending

    def finish(self):
        """Ends every child, brings the results out, writes the verdict."""
        for action in reversed(self.at_end):
            try:
                action()
            except Exception as error:  # noqa: BLE001
                self.say(f"while ending: {error}")
        for child in reversed(self.children):
            child.end()
        self.disk_waits = disk_waits() - self.disk_waits
        for path in self.results.iterdir():
            if path.is_file() and not path.is_socket():
                shutil.copyfile(path, self.outbox / path.name)
        status = 1 if self.failed else SKIPPED if self.skipped else 0
        if not self.passed and not self.failed and not self.skipped:
            print("not ok - the scenario expects something", flush=True)
            status = 1
        cost = "" if self.native else f"; {time.monotonic() - self.started:.0f} s of the guest's clock, " \
            f"{self.disk_waits} waits for the host's disk"
        print(f"{self.name}: {self.passed} ok, {self.failed} not ok{cost}", flush=True)
        (self.outbox / "status").write_text(f"{status}\n")
        os.sync()


def poll(condition, timeout, interval=0.05):
    """The first true value of `condition()`, or its last value when `timeout` seconds have passed."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value or time.monotonic() >= deadline:
            return value
        time.sleep(interval)


def disk_waits():
    """Interrupts of the shares so far: each is a request to the host that the guest's clock does not see."""
    lines = pathlib.Path("/proc/interrupts").read_text().splitlines()
    return sum(int(word) for line in lines if "virtio" in line and "req" in line for word in line.split()[1:3]
               if word.isdigit())
