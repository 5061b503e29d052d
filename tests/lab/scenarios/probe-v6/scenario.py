# SPDX-License-Identifier: BSD-2-Clause
from guest.branch import Branch
from guest.hawser import branch_config
from guest.topology import MultiUplink


def run(lab):
    net = MultiUplink(uplinks=3).build()
    branch = Branch(lab, net, branch_config(net, probe_target=net.G2_V6))
    branch.start()
    for uplink in net.uplinks:
        net.cut(uplink)
        branch.hawser.wait_states(f"{uplink.name} is cut, and no other tunnel is down", 20, **{
            name: "down" if name == uplink.name else "up" for name in branch.names})
        net.restore(uplink)
        branch.hawser.wait_states(f"{uplink.name} comes back", 40, **{name: "up" for name in branch.names})
