# SPDX-License-Identifier: BSD-2-Clause
from guest.branch import Branch
from guest.failover import tolerance
from guest.hawser import branch_config
from guest.topology import MultiUplink
from guest.traffic import Traffic, expect_none_moved, on

FLOWS, MORE = 70, 140
WEIGHTS = {"wan1": 4, "wan2": 2, "wan3": 1}


def expect_shares(lab, table, names):
    total = sum(WEIGHTS[name] for name in names)
    for name in names:
        share, real = WEIGHTS[name] / total, len(on(table, name))
        lab.expect(abs(real - len(table) * share) <= tolerance(len(table), share), f"{name} has its share of them",
                   f"{real}, ideal {len(table) * share:.0f}")


def one_tunnel(lab, net, branch, traffic):
    before = traffic.where("alone")
    lab.expect(len(on(before, "wan1")) == FLOWS, "with one tunnel everything is on it", f"{len(on(before, 'wan1'))} of {FLOWS}")
    for uplink in net.uplinks[1:]:
        net.restore(uplink)
    branch.hawser.wait_states("the others form", 90, wan2="up", wan3="up")
    after = traffic.where("formed")
    expect_none_moved(lab, before, after, "no flow moves to a tunnel that has just formed")
    traffic.add()
    table = traffic.where("balanced")
    expect_none_moved(lab, before, table, "and none when there is balancing")
    new = {key: names for key, names in table.items() if key not in before}
    lab.expect(len(new) == MORE, f"{MORE} flows are new", len(new))
    expect_shares(lab, new, WEIGHTS)
    return table


def lose_tunnels(lab, net, branch, traffic, before):
    stayed = {key: names for key, names in before.items() if names != {"wan1"}}
    net.cut(net.uplinks[0])
    branch.hawser.wait_states("wan1 is found down", 5, wan1="down")
    table = traffic.where("without-wan1")
    expect_none_moved(lab, stayed, table, "no flow of a surviving tunnel moved")
    moved = {key: table.get(key, set()) for key in on(before, "wan1")}
    expect_shares(lab, moved, ("wan2", "wan3"))
    net.cut(net.uplinks[1])
    branch.hawser.wait_states("wan2 is found down", 5, wan2="down")
    table = traffic.where("one-left")
    lab.expect(on(table, "wan3") == set(before), "with a single tunnel left everything is on it",
               f"{len(on(table, 'wan3'))} of {len(before)}")


def run(lab):
    net = MultiUplink(uplinks=3).build()
    branch = Branch(lab, net, branch_config(net))
    for uplink in net.uplinks[1:]:
        net.cut(uplink)
    branch.hawser.start()
    branch.hawser.need_states("one tunnel comes up", 60, wan1="up")
    branch.serve()
    traffic = Traffic(lab, [branch.flows(FLOWS, branch.witness(), more=MORE, interval_ms=300)])
    lab.need("every flow is answered", traffic.all_answered, 20)
    table = one_tunnel(lab, net, branch, traffic)
    lose_tunnels(lab, net, branch, traffic, table)
    dead = [key for key, flow in traffic.stop().items() if not flow["alive"]]
    lab.expect(not dead, "every flow lives", f"{len(dead)} died")
