# SPDX-License-Identifier: BSD-2-Clause
from guest.branch import Branch
from guest.flow_table import gap
from guest.topology import MultiUplink
from guest.traffic import Traffic, expect_none_moved, on

FLOWS = 120


def run(lab):
    net = MultiUplink(uplinks=3).build()
    branch = Branch(lab, net).start()
    branch.serve()
    traffic = Traffic(lab, [branch.flows(FLOWS, branch.witness())])
    lab.need("every flow is answered", traffic.all_answered, 30)
    before = traffic.where("steady")
    branch.hawser.kill()

    victim = net.uplinks[0]
    traffic.begin("cut")
    net.cut(victim)
    lab.need("every flow is answered again and again", lambda: traffic.answered_in("cut", 20), 30)
    after = traffic.where("elsewhere")
    own = on(before, victim.name)
    expect_none_moved(lab, {key: names for key, names in before.items() if key not in own}, after,
                      "no flow of a tunnel that answers moved")
    lab.expect(own and not on(after, victim.name), "no flow is left on the silent tunnel", len(on(after, victim.name)))
    shown = branch.hawser.maps("tunnel", "show")
    lab.expect("suspect" in shown, "hawser-maps shows that the programs have left it", shown)
    report = traffic.stop()
    dead = [key for key, flow in report.items() if not flow["alive"]]
    lab.expect(not dead, "every flow lives", dead[:3])
    lab.say(f"longest gap of the {len(own)} flows of the silent tunnel: {gap(report, own, 'cut')}")
