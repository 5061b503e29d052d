# SPDX-License-Identifier: BSD-2-Clause
"""Debian packages for the lab: downloaded and unpacked below the cache, never installed.

A private apt configuration below the cache reads the same mirrors as the machine, with the backports suite added,
so that neither the machine's sources nor its package state change. Debian's later suites, which have newer kernels,
peers and libraries, are read by one each, so that nothing else ever comes from there.
"""
import contextlib
import fcntl
import os
import pathlib
import re
import shutil
import subprocess

RELEASE = "bookworm"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
STABLE = (RELEASE, f"{RELEASE}-updates", f"{RELEASE}-backports")
NEXT = ("trixie",)
UNSTABLE = ("sid",)


class PackageError(Exception):
    pass


def cache_root():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    root = pathlib.Path(os.environ.get("HAWSER_CACHE") or os.path.join(base, "hawser"))
    root.mkdir(parents=True, exist_ok=True)
    return root


def run(argv, **kwargs):
    done = subprocess.run(argv, capture_output=True, text=True, stdin=subprocess.DEVNULL, **kwargs)
    if done.returncode:
        raise PackageError(f"{' '.join(argv[:2])} ... failed:\n{done.stderr.strip()[-2000:]}")
    return done.stdout


@contextlib.contextmanager
def alone(what):
    """Among scenarios that begin at once, the one that fetches `what`; the others wait until it is there."""
    with open(cache_root() / f".{what}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def machine_mirrors():
    """The archive and the security archive that this machine's own apt uses."""
    targets = run(["apt-get", "indextargets", "--format", "$(REPO_URI) $(URI)", "Identifier: Packages"])
    found = {}
    for line in targets.splitlines():
        repository, index = line.split()
        suite = re.search(rf"/dists/({RELEASE}[a-z-]*)/", index)
        if suite:
            found.setdefault("security" if suite[1].endswith("-security") else "archive", repository)
    if "archive" not in found:
        raise PackageError(f"no apt source of Debian {RELEASE} on this machine; the lab is made of its packages")
    return found


class Apt:
    """apt with sources, lists and package state of its own."""

    def __init__(self, root, suites=STABLE):
        self.suites = suites
        self.dir = root / ("apt" if suites == STABLE else f"apt-{suites[0]}")
        self.sources = self.dir / "sources.list"
        (self.dir / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        (self.dir / "archives" / "partial").mkdir(parents=True, exist_ok=True)
        (self.dir / "status").touch()
        self.options = []
        for key, value in {
            "Dir::Etc::sourcelist": self.sources, "Dir::Etc::sourceparts": "-", "Dir::Etc::preferences": "-",
            "Dir::Etc::preferencesparts": "-", "Dir::State": self.dir, "Dir::State::lists": self.dir / "lists",
            "Dir::State::status": self.dir / "status", "Dir::Cache": self.dir, "APT::Sandbox::User": "root",
            "Dir::Cache::archives": self.dir / "archives", "Acquire::Languages": "none",
            "Acquire::Retries": "3", "APT::Update::Post-Invoke::": "true",
            "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
            "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
        }.items():
            self.options += ["-o", f"{key}={value}"]

    def update(self):
        mirrors = machine_mirrors()
        lines = [f"deb [signed-by={KEYRING}] {mirrors['archive']} {suite} main" for suite in self.suites]
        if "security" in mirrors and self.suites == STABLE:
            lines.append(f"deb [signed-by={KEYRING}] {mirrors['security']} {RELEASE}-security main")
        self.sources.write_text("\n".join(lines) + "\n")
        run(["apt-get", *self.options, "-q", "update"])

    def stanzas(self, package):
        """Every known version of a package, newest first, as dictionaries of its fields."""
        text = run(["apt-cache", *self.options, "show", package])
        return [dict(line.split(": ", 1) for line in stanza.splitlines() if re.match(r"[A-Z][\w-]*: ", line))
                for stanza in text.strip().split("\n\n")]

    def download(self, specifications, into):
        into.mkdir(parents=True, exist_ok=True)
        run(["apt-get", *self.options, "-q", "download", *specifications], cwd=into)
        return sorted(into.glob("*.deb"))


def merge_usr(tree):
    """Moves what a package has in /lib, /bin, /sbin below /usr: as a layer over a merged-usr root, a real /lib
    would hide the root's symbolic link."""
    for name in ("lib", "lib64", "bin", "sbin"):
        top = tree / name
        if top.is_dir() and not top.is_symlink():
            shutil.copytree(top, tree / "usr" / name, symlinks=True, dirs_exist_ok=True)
            shutil.rmtree(top)


def unpack(debs, into, apart=(), name="apart"):
    """Unpacks all into a tree that appears only when it is complete; what is `apart`, below its opt/NAME."""
    partial = into.with_name(into.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for place, some in ((partial, debs), (partial / "opt" / name, apart)) if apart else ((partial, debs),):
        place.mkdir(parents=True, exist_ok=True)
        for deb in some:
            run(["dpkg-deb", "-x", str(deb), str(place)])
        merge_usr(place)
    partial.rename(into)
