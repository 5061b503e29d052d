# SPDX-License-Identifier: BSD-2-Clause
import json

from guest.branch import Branch
from guest.failover import tolerance
from guest.hawser import branch_config
from guest.topology import MultiUplink
from guest.traffic import Traffic, expect_none_moved, on

FLOWS, MORE = 60, 100
SMALL = "wan2"


def small_share(lab, table, low, high, what):
    real = len(on(table, SMALL))
    lab.expect(low <= real <= high, what, f"{real} of {len(table)} on the small uplink, {low} to {high} wanted")


def fair(count):
    """Bounds of one in five; the lower one is far from what a full uplink gets."""
    ideal, spare = count / 5, tolerance(count, 0.2)
    return ideal * 0.45, ideal + spare


def new_flows(lab, traffic, phase):
    before = traffic.where(f"before-{phase}")
    traffic.add()
    table = traffic.where(phase)
    expect_none_moved(lab, before, table, f"no flow moved in phase {phase}")
    return {key: names for key, names in table.items() if key not in before}


def uplink_states(branch):
    lines = branch.hawser.cli("events", "--json", "--last", "500").splitlines()
    events = [event for line in lines for event in (lambda parsed: parsed if isinstance(parsed, list) else [parsed])(json.loads(line))]
    return [(event["uplink"], event["was"], event["state"]) for event in events if event["event"] == "uplink"]


def load_of(branch, name):
    return next((uplink["load"] for uplink in branch.hawser.status()["uplinks"] if uplink["name"] == name), None)


def run(lab):
    net = MultiUplink(uplinks=2).build()
    branch = Branch(lab, net, branch_config(net, bandwidths=("4Mbit", "1Mbit"), peer='weight = "auto"'))
    branch.hawser.start()
    branch.hawser.need_states("both tunnels come up", 60, wan1="up", wan2="up")
    branch.serve()
    traffic = Traffic(lab, [branch.flows(FLOWS, branch.witness(), more=MORE, interval_ms=1000)])
    lab.need("every flow is answered", traffic.all_answered, 20)
    small_share(lab, traffic.where("steady"), *fair(FLOWS), "flows are spread by bandwidth")
    lab.say("somebody else fills the small uplink")
    flood = lab.spawn("flood", ["ping", "-q", "-i", "0.006", "-s", "1100", "-I", SMALL, net.uplinks[1].gateway], site=net.g1)
    lab.wait_until("Hawser finds it loaded", lambda: load_of(branch, SMALL) == "full", 40, 0.3)
    lab.say("\n" + branch.hawser.cli("status"))
    small_share(lab, new_flows(lab, traffic, "loaded"), 0, MORE * 0.06, "new flows prefer the other one")
    flood.end()
    lab.wait_until("Hawser finds it free again", lambda: load_of(branch, SMALL) == "free", 60, 0.3)
    small_share(lab, new_flows(lab, traffic, "free"), *fair(MORE), "it has its share again")
    changes = uplink_states(branch)
    lab.expect(len(changes) <= 4 and {name for name, _, _ in changes} == {SMALL}, "the weights changed only with the load", changes)
    dead = [key for key, flow in traffic.stop().items() if not flow["alive"]]
    lab.expect(not dead, "every flow lives", f"{len(dead)} died")
