# SPDX-License-Identifier: BSD-2-Clause
import collections
import json

from guest.branch import Branch
from guest.hawser import branch_config
from guest.rekey import Rekeying
from guest.topology import MultiUplink
from guest.traffic import Traffic, expect_none_moved

LIFETIMES = """
[peer.ike]
rekey_time = "8s"
[peer.esp]
rekey_packets = 200
life_packets = 800
"""


def run(lab):
    net = MultiUplink(uplinks=2).build()
    branch = Branch(lab, net, branch_config(net, bandwidths=("1Gbit", "1Gbit"), more=LIFETIMES))
    branch.start()
    branch.serve()
    traffic = Traffic(lab, [branch.flows(20, branch.witness())])
    errors = Rekeying(lab, net, branch.hawser, traffic).errors
    lab.wait_until("every flow is answered", traffic.all_answered, 30)
    before, known = traffic.where("before"), errors()
    children, ikes = collections.defaultdict(set), collections.defaultdict(set)

    def rekeyed():
        for name, tunnel in branch.hawser.tunnels().items():
            children[name] |= {child["spi-in"] for child in tunnel["ike"]["child-sas"].values()}
            ikes[name].add(tunnel["ike"]["initiator-spi"])
        return all(len(children[name]) > 2 and len(ikes[name]) > 1 for name in branch.names)

    traffic.begin("limits")
    lab.need("each Child SA was rekeyed twice by its packets, each IKE SA by its age", rekeyed, 120, 1)
    lab.wait_until("traffic goes on", lambda: traffic.answered_in("limits", 2), 20)
    after = traffic.arrived()
    traffic.expect_undisturbed(traffic.report(), "limits", "nothing was lost while keys were renewed")
    expect_none_moved(lab, before, after, "no flow moved")
    lab.expect(errors() == known, "both kernels knew every SPI", f"{known} -> {errors()}")
    log = branch.hawser.child.text()
    lab.expect("has reached its soft limit" in log, "the kernel told of soft limits")
    lab.expect("has reached its hard limit" not in log, "no SA reached its hard limit")
    lab.say(f"{ {name: len(children[name]) for name in branch.names} } Child SAs")
    expect_visible(lab, branch.hawser)


def expect_visible(lab, hawser):
    """What has happened is told, and what the SAs have carried."""
    events = [json.loads(line) for line in hawser.cli("events", "--json", "--last", "1000").splitlines()]
    told = {(event["event"], event.get("was"), event["state"]) for event in events}
    wanted = {("child-sa", None, "INSTALLED"), ("child-sa", None, "DELETED"), ("ike-sa", "CONNECTING", "ESTABLISHED"),
              ("ike-sa", "ESTABLISHED", "ESTABLISHED"), ("tunnel", "down", "up")}
    lab.expect(wanted <= told, "each change was told as an event", str(wanted - told))
    sas = [sa for entry in json.loads(hawser.cli("sas", "--json")) for sa in entry.values()]
    carried = [child.get("packets-in", 0) for sa in sas for child in sa["child-sas"].values()]
    lab.expect(len(sas) == 2 and any(carried), "the kernel's counters are shown", str(carried))
    lab.say("\n" + hawser.cli("sas") + hawser.cli("events", "--last", "8"))
