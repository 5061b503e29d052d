# SPDX-License-Identifier: BSD-2-Clause
"""FRR 8.4 in a site: zebra, which tells of interfaces, bfdd, and whatever else is asked for."""
import json
import pathlib

LIBEXEC = pathlib.Path("/usr/lib/frr")
PEER = """ peer {remote} local-address {local} interface {interface}
  detect-multiplier {multiplier}
  receive-interval {interval}
  transmit-interval {interval}
"""


class Frr:
    """Some of FRR's daemons. `configurations` maps them to what they are told."""

    def __init__(self, lab, site, configurations):
        self.lab, self.site = lab, site
        self.daemons, self.children = tuple(configurations), []
        self.dir = pathlib.Path(f"/tmp/frr-{site.name}")
        self.dir.mkdir(exist_ok=True)
        for daemon, text in configurations.items():
            self._write(f"{daemon}.conf", text)
        self._write("vtysh.conf", "")

    def _write(self, name, text):
        (self.dir / name).write_text(f"frr defaults traditional\nhostname {self.site.name}\n!\n{text}")
        (self.dir / name).chmod(0o644)

    def start(self):
        """Its user and groups must be there, or it ends at once; /etc is common to all sites and in memory."""
        for path, lines in (("/etc/group", ("frr:x:6640:", "frrvty:x:6641:frr")), ("/etc/passwd", ("frr:x:6640:6640::/:/bin/false",))):
            text = pathlib.Path(path).read_text()
            pathlib.Path(path).write_text(text + "".join(f"{line}\n" for line in lines if line not in text))
        run = f"/run/frr/{self.site.name}"
        self.site.run(f"mkdir -p {run} /var/tmp/frr && chown -R 6640:6640 /run/frr && mkdir -p /etc/frr && touch /etc/frr/vtysh.conf")
        for daemon in self.daemons:
            # Not through a shell: what ends it must be the daemon's own process.
            child = self.lab.spawn(f"{daemon}-{self.site.name}", [LIBEXEC / daemon, "-N", self.site.name, "-f", self.dir / f"{daemon}.conf",
                                                                  "--log", "stdout", "--log-level", "informational"], site=self.site)
            self.children.append(child)
            self.lab.need(f"{daemon} has its socket", lambda d=daemon: self._has(f"{run}/{d}.vty") or not child.alive(), 60)
            self.lab.require(child.alive(), f"{daemon} runs", "" if child.alive() else child.text()[-2000:])
        return self

    def stop(self):
        """zebra last: it takes back the routes that the others have left."""
        for child in reversed(self.children):
            child.end()
        self.children = []

    def _has(self, path):
        return self.site.run(f"test -S {path} && echo yes || true").strip() == "yes"

    def vtysh(self, *commands):
        words = [word for command in commands for word in ("-c", command)]
        return self.site.run(["vtysh", "-N", self.site.name, *words])


class Bfdd(Frr):
    """A bfdd with a single-hop session by each interface between the same two addresses."""

    def __init__(self, lab, site, local, remote, interfaces, interval=300, multiplier=3):
        self.local, self.remote = local, remote
        peers = "".join(PEER.format(remote=remote, local=local, interface=name, interval=interval, multiplier=multiplier)
                        for name in interfaces)
        super().__init__(lab, site, {"zebra": "", "bfdd": f"bfd\n{peers}"})

    def states(self):
        """{interface: state of its session}"""
        return {peer["interface"]: peer["status"] for peer in json.loads(self.vtysh("show bfd peers json"))}

    def shut(self, interface, down=True):
        """An operator takes the session down, or lets it go up again."""
        self.vtysh("configure terminal", "bfd", f"peer {self.remote} local-address {self.local} interface {interface}",
                   "shutdown" if down else "no shutdown")
