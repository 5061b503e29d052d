# SPDX-License-Identifier: BSD-2-Clause
"""The guest itself as the gateway g1 of a topology, for what needs systemd: its services run in the first namespaces."""
import os

from guest import process
from guest.site import Site
from guest.topology import MultiUplink


class Machine(Site):
    """The namespaces of the first process, under a site's name."""

    def __init__(self, name):  # noqa: super has namespaces of its own made
        self.name = name
        self.descriptors = [os.open(f"/proc/1/ns/{kind}", os.O_RDONLY) for kind in ("net", "mnt")]
        process.run(["ip", "netns", "attach", name, "1"])

    def close(self):
        process.run(["ip", "netns", "delete", self.name])


class MachineUplinks(MultiUplink):
    """The multi-uplink topology with the guest as its gateway."""
    # The kernel compares a new link's name with those of the namespace that asks for it: not with the gateway's.
    link_maker = ("unshare", "-n", "ip")

    def make_site(self, name):
        return Machine(name) if name == "g1" else super().make_site(name)
