# SPDX-License-Identifier: BSD-2-Clause
import json
import pathlib

from guest.branch import Branch
from guest.topology import MultiUplink

SENDER = pathlib.Path(__file__).with_name("sender.py")
COUNT = 20


def measure(net, interface, source, target):
    return json.loads(net.g2.run(["/usr/bin/python3", "-S", "-E", SENDER, interface, source, target, str(COUNT)]))


def run(lab):
    net = MultiUplink(uplinks=3).build()
    branch = Branch(lab, net).start()
    for interface, uplink in branch.uplink_of.items():
        # A socket that is bound to an interface is unreachable by IPv6 unless that interface has a route.
        net.g2.run(["ip", "-6", "route", "append", "fd01::/64", "dev", interface, "metric", "4096"])
        for source, target in ((net.G2, net.G1), (net.G2_V6, net.G1_V6)):
            found = measure(net, interface, source, target)
            lab.expect(found["answered"] == COUNT, f"every request through {uplink} to {target} is answered by that tunnel", found)
            lab.expect(not found["wrong"], "with its fields right and its times in their order", found["wrong"][:3])
            lab.expect(found.get("ttl") == 255, "and the TTL with which it arrived", found)
    branch.hawser.cli("drain", "pop/wan2")
    branch.hawser.wait_states("wan2 is draining", 10, wan2="draining")
    found = measure(net, "ipsec2", net.G2, net.G1)
    lab.expect(found["answered"] == COUNT, "a draining tunnel is measured all the same", found)
