# SPDX-License-Identifier: BSD-2-Clause
from guest.flows import Flows, Witness, serve
from guest.lab import poll
from guest.topology import MultiUplink

FLOWS = 60
CUT_SECONDS = 1.0


def plain_routes(net):
    """Both sites reach each other in the clear by the first uplink."""
    net.g1.ip("route add 10.2.0.0/16 via 198.51.100.1")
    net.g2.ip("route add 10.1.0.0/16 via 192.0.2.133")
    net.isp1.ip("route add 10.2.0.0/16 via 192.0.2.134", "route add 10.1.0.0/16 via 198.51.100.2")


def gaps(report, phase):
    return sorted(flow["phases"][phase]["longest_gap_ms"] for flow in report.values())


def run(lab):
    net = MultiUplink(uplinks=2).build()
    plain_routes(net)
    serve(lab, net.h2)
    witness = Witness(lab, net.isp1, "g1")
    flows = Flows(lab, net.h1, net.H2, FLOWS)
    lab.need("every flow is answered", flows.all_answered, 20)
    flows.mark("steady")
    lab.need("every flow is answered five times",
             lambda: all(flow["phases"]["steady"]["answered"] >= 5 for flow in flows.report().values()), 20)
    steady = gaps(flows.report(), "steady")
    lab.expect(steady[-1] < 300, "no flow waits while nothing happens", f"longest {steady[-1]} ms")
    lab.expect(len(witness.seen(port=7000)) == FLOWS, "the witness saw every flow", f"{len(witness.seen(port=7000))}")
    flows.mark("cut")
    net.cut(net.uplinks[0])
    poll(lambda: gaps(flows.report(), "cut")[0] >= CUT_SECONDS * 1000, 10)
    net.restore(net.uplinks[0])
    flows.all_recovered(10_000)
    report = flows.stop()
    cut = gaps(report, "cut")
    lab.expect(cut[0] >= CUT_SECONDS * 1000, "every flow felt the cut", f"shortest gap {cut[0]} ms")
    lost = sum(flow["phases"]["cut"]["lost"] for key, flow in report.items() if key[0] == "udp")
    lab.expect(lost >= FLOWS / 2 * 4, "UDP messages were lost during it", f"{lost}")
    lab.expect(all(flow["alive"] for flow in report.values()), "every flow lives")
