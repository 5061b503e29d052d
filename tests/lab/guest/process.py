# SPDX-License-Identifier: BSD-2-Clause
"""Starting programs, in a site's namespaces or not."""
import ctypes
import os
import signal
import socket
import subprocess

_libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNS, CLONE_NEWNET = 0x00020000, 0x40000000
PR_SET_PDEATHSIG = 1
# Seconds of the guest's clock, which leaps ahead while a program is read from the host's disk: minutes on a busy host. What
# really hangs is ended by the scenario's own time, which is the host's.
PATIENCE = 3600


class CommandFailed(Exception):
    pass


def check_call(function, *arguments):
    """A libc call that must succeed."""
    if getattr(_libc, function)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}{arguments[1:]}: {os.strerror(number)}")


def die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _entering(site):
    """What the child does before it becomes the program. setns costs no process, `ip netns exec` costs two."""
    if site is None:
        return die_with_parent
    descriptors = site.descriptors

    def enter():
        die_with_parent()
        for descriptor in descriptors:
            check_call("setns", descriptor, 0)
    return enter


def run(argv, site=None, check=True, quiet=False, stdin=None, timeout=PATIENCE, env=None):
    """The command's standard output as text. `argv` may be a shell line. `check` is True, the exit statuses that are
    fine, or False for any: then what it says on standard error is part of the text."""
    if isinstance(argv, str):
        argv = ["/bin/sh", "-ec", argv]
    done = subprocess.run([str(word) for word in argv], preexec_fn=_entering(site), text=True, timeout=timeout,
                          input=stdin, stdin=subprocess.DEVNULL if stdin is None else None, env=env,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE if check else subprocess.STDOUT)
    fine = (0,) if check is True else check
    if fine and done.returncode not in fine:
        where = f" in {site.name}" if site else ""
        raise CommandFailed(f"{' '.join(map(str, argv))}{where}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def outcome(argv, site=None, timeout=PATIENCE):
    """Exit status and output, with what it says on standard error."""
    done = subprocess.run([str(word) for word in argv], preexec_fn=_entering(site), text=True, timeout=timeout,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


class Child:
    """A program that goes on; its output goes to a log file."""

    def __init__(self, name, argv, log, site=None, env=None, stdin=None):
        self.name = name
        self.log = log
        with open(log, "ab") as output:
            self.process = subprocess.Popen([str(word) for word in argv], preexec_fn=_entering(site), stdout=output,
                                            stderr=subprocess.STDOUT, env=env, stdin=stdin or subprocess.DEVNULL,
                                            start_new_session=True)

    @property
    def pid(self):
        return self.process.pid

    def alive(self):
        return self.process.poll() is None

    def text(self):
        return self.log.read_text(errors="replace")

    def kill(self):
        """SIGKILL, as a crash would be."""
        self.signal(signal.SIGKILL)
        self.process.wait()

    def signal(self, number):
        if self.alive():
            self.process.send_signal(number)

    def end(self, patience=10):
        """SIGTERM, then SIGKILL when it does not listen. Returns the exit status."""
        self.signal(signal.SIGTERM)
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            return self.process.returncode


def listens(path):
    """Whether somebody listens on a Unix socket. Its file is there a moment before."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        return connection.connect_ex(str(path)) == 0
