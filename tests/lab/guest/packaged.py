# SPDX-License-Identifier: BSD-2-Clause
"""Hawser from its Debian package, run by systemd."""
import json
import pathlib
import shutil
import socket

from guest import process
from guest.hawser import Hawser
from guest.lab import Stop

UNIT = "hawserd.service"
GUARD = "hawserd-guard.service"


class Journal:
    """What a daemon that is nobody's child has said."""

    def text(self):
        return process.run(["journalctl", "-u", UNIT, "-o", "cat", "--no-pager"], check=False)

    def alive(self):
        return process.run(["systemctl", "is-active", UNIT], check=False).strip() in ("active", "activating", "reloading")


class PackagedHawser(Hawser):
    """Where the package has put it. `write` and `status` are those of any Hawser."""

    def __init__(self, lab, site, config, keys):  # noqa: no program of the build tree is used
        self.lab, self.site, self.uplink_of = lab, site, None
        self.dir = pathlib.Path("/etc/hawser")
        self.config = self.dir / "hawser.toml"
        self.daemon, self.client = "/usr/sbin/hawserd", "/usr/bin/hawser"
        self.child = Journal()
        self.write(config, keys)

    def maps(self, *words):
        return process.run(["/usr/sbin/hawser-maps", *words], site=self.site)

    def start(self, wait=True):
        status, said = process.outcome(["systemctl", "start", GUARD, UNIT])
        if not self.lab.expect(status == 0, "systemd starts it", said.strip()[:200]):
            raise Stop(f"it starts:\n{self.child.text()}")
        if wait:
            self.lab.need("hawserd answers", self.status, 60)
        return self

    def stop(self):
        process.run(["systemctl", "stop", UNIT])

    def properties(self, *names, unit=UNIT):
        """Properties of the unit as systemd has them."""
        said = process.run(["systemctl", "show", unit, *(f"--property={name}" for name in names)])
        return dict(line.split("=", 1) for line in said.splitlines() if "=" in line)

    def pid(self):
        return int(self.properties("MainPID")["MainPID"])

    def entries(self, *matches):
        """The journal's entries with these fields, as dictionaries."""
        said = process.run(["journalctl", "-o", "json", "--no-pager", *matches], check=False)
        return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


def deb(lab, before=False):
    """The package, or the one that takes the part of the version before it, in memory."""
    folder = lab.build / "packaging"
    found = sorted(path for path in folder.glob("hawser_*.deb") if ("~before" in path.name) == before)
    if not found:
        raise Stop(f"the package has been built (looked in {folder})")
    return shutil.copy(found[-1], "/tmp")


def scrape(path):
    """What a Unix socket serves at /metrics."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(path)
        connection.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return answer.decode().partition("\r\n\r\n")[2]


def dpkg(*words, check=True):
    """Without triggers, of which man-db's reads every manual page of the machine."""
    return process.run(["dpkg", "--force-unsafe-io", "--no-triggers", *words], check=check)


def installed():
    """Status and version as dpkg has them."""
    return process.run(["dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Version}", "hawser"], check=False).strip()
