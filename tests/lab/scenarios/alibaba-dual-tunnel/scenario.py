# SPDX-License-Identifier: BSD-2-Clause
from guest.failover import tolerance
from guest.two_centres import Centres, at, config

FLOWS = 80
SHARE = {"wan1": 0.8, "wan2": 0.2}


def child_spis(centres, centre):
    """The standby's SAs, by tunnel."""
    return {name: sorted(child["spi-in"] for child in tunnel["ike"]["child-sas"].values())
            for name, tunnel in centres.tunnels().items() if name.startswith(centre)}


def expect_all_at(lab, table, centre, what):
    lab.expect(at(table, centre) == set(table), what, f"{len(at(table, centre))} of {len(table)}")
    for uplink, share in SHARE.items():
        real = len(at(table, f"{centre}/{uplink}"))
        lab.expect(abs(real - len(table) * share) <= tolerance(len(table), share),
                   f"{uplink} carries its share of them", f"{real}, ideal {len(table) * share:.0f}")


def run(lab):
    centres = Centres(lab, lambda net: config(net, peer='failback = "immediate"'))
    centres.open_flows(FLOWS, interval_ms=250)
    expect_all_at(lab, centres.where("steady"), "dc1", "every flow is in the active zone")
    warm = child_spis(centres, "dc2")
    lab.expect(len(warm) == 2 and all(len(spis) == 1 for spis in warm.values()), "the standby has an SA on each uplink", warm)
    lab.say("the active zone falls silent")
    centres.flows.mark("silent")
    centres.net.core.nft('table inet cut { chain forward { type filter hook forward priority -300; oifname "dc1" drop; iifname "dc1" drop; }\n }')
    centres.wait_centre("dc1", "down", "Hawser finds the active zone's tunnels down", 5)
    expect_all_at(lab, centres.where("standby"), "dc2", f"all {FLOWS} flows are on the standby")
    lab.expect(child_spis(centres, "dc2") == warm, "over the SAs that were there", "")
    gaps = sorted(flow["phases"]["silent"]["longest_gap_ms"] for flow in centres.flows.report().values())
    lab.say(f"gap: median {gaps[len(gaps) // 2]} ms, longest {gaps[-1]} ms; 250 ms of it is the time between two messages")
    centres.net.core.run(["nft", "delete", "table", "inet", "cut"])
    centres.wait_centre("dc1", "up", "the active zone returns", 60)
    expect_all_at(lab, centres.where("back"), "dc1", f"all {FLOWS} flows are back in it")
    report = centres.flows.stop()
    dead = [key for key, flow in report.items() if not flow["alive"]]
    lab.expect(not dead, "every flow lives", f"{len(dead)} died")
