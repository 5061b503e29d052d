# SPDX-License-Identifier: BSD-2-Clause
from guest.branch import Branch
from guest.capture import Capture
from guest.failover import Failover, expect_own_uplinks
from guest.flow_table import gap, lost
from guest.flows import Flows, Witness, serve
from guest.topology import MultiUplink
from guest.traffic import Traffic

FLOWS, MORE_FLOWS, FOREIGN_FLOWS = 300, 70, 30
FOREIGN_PORT = 7001


def open_foreign_flows(lab, net):
    serve(lab, net.h1, port=FOREIGN_PORT)
    foreign = Flows(lab, net.h2, net.H1, FOREIGN_FLOWS, port=FOREIGN_PORT)
    lab.wait_until("every flow opened behind strongSwan is answered", foreign.all_answered, 20)
    return foreign


def print_foreign(foreign, victim):
    report = foreign.stop()
    alive = sum(flow["alive"] for flow in report.values())
    print(f"\nOpened behind strongSwan, which chooses their tunnel itself and probes nothing: {len(report)} flows, {alive} "
          f"alive at the end; while {victim.name} was cut: gap {gap(report, report, 'cut')}, "
          f"{lost(report, report, 'cut')} UDP messages lost.\n", flush=True)


def run(lab):
    net = MultiUplink(uplinks=3).build()
    branch = Branch(lab, net)
    for name in branch.names:
        Capture(lab, net.g1, name, "esp or udp port 500 or udp port 4500", limit=20000)
    branch.start()
    outer = Witness(lab, net.g1, *branch.names)
    branch.serve()
    traffic = Traffic(lab, [branch.flows(FLOWS, branch.witness(), more=MORE_FLOWS)])
    foreign = open_foreign_flows(lab, net)
    story = Failover(lab, net, traffic, [branch.hawser])
    story.begin()
    foreign.mark("cut")
    story.cut()
    story.come_back()
    story.finish()
    expect_own_uplinks(lab, net, outer)
    story.print_table("strongSwan")
    print_foreign(foreign, story.victim)
