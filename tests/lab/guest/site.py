# SPDX-License-Identifier: BSD-2-Clause
"""A site: a network namespace with a mount namespace of its own, so that each machine of the topology has its own /run,
/sys and bpffs."""
import os
import subprocess

from guest import process

MS_REC, MS_PRIVATE, MS_NOSUID = 0x4000, 1 << 18, 2


class Site:
    """One machine of the topology. It lives as long as its holder process."""

    def __init__(self, name):
        self.name = name
        self._holder = subprocess.Popen(["sleep", "infinity"], preexec_fn=_unshare, start_new_session=True)
        # Popen returns once the holder has been exec'ed, which is after the namespaces have been made.
        self.descriptors = [os.open(f"/proc/{self._holder.pid}/ns/{kind}", os.O_RDONLY) for kind in ("net", "mnt")]
        process.run(["ip", "netns", "attach", name, str(self._holder.pid)])
        self.ip("link set lo up")

    def close(self):
        """Ends its namespaces, once nothing runs in them any more."""
        process.run(["ip", "netns", "delete", self.name])
        self._holder.kill()
        self._holder.wait()
        for descriptor in self.descriptors:
            os.close(descriptor)

    def ip(self, *lines, family=""):
        """`ip -batch` with these lines, in this site. `family` is "-6" where the lines do not tell, as for rules."""
        process.run(["ip", *([family] if family else []), "-batch", "-"], site=self, stdin="\n".join(lines) + "\n")

    def sysctl(self, **values):
        """Sets net.* values: double underscores stand for the dots, as in ipv4__ip_forward=1."""
        lines = [f"echo {value} > /proc/sys/net/{key.replace('__', '/')}" for key, value in values.items()]
        process.run("\n".join(lines), site=self)

    def nft(self, ruleset):
        process.run(["nft", "-f", "-"], site=self, stdin=ruleset)

    def run(self, argv, **kwargs):
        return process.run(argv, site=self, **kwargs)

    def counter(self, interface, name):
        """An interface's statistic, such as rx_packets."""
        return int(self.run(["cat", f"/sys/class/net/{interface}/statistics/{name}"]))

    def counters(self, *interfaces):
        """Received and sent packets of interfaces as {interface: (rx, tx)}, in one reading."""
        table = {}
        for line in self.run(["cat", "/proc/net/dev"]).splitlines()[2:]:
            name, figures = line.split(":")
            values = figures.split()
            table[name.strip()] = (int(values[1]), int(values[9]))
        return {name: table[name] for name in interfaces or table}


def _unshare():
    process.die_with_parent()
    process.check_call("unshare", process.CLONE_NEWNET | process.CLONE_NEWNS)
    mount = lambda kind, where, flags=MS_NOSUID: process.check_call(  # noqa: E731
        "mount", kind, where, kind, flags, None)
    process.check_call("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    mount(b"tmpfs", b"/run")
    # A sysfs mounted here shows this namespace's interfaces; the bpffs on it is the site's own.
    mount(b"sysfs", b"/sys")
    mount(b"bpf", b"/sys/fs/bpf")
