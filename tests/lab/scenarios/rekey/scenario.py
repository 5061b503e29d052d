# SPDX-License-Identifier: BSD-2-Clause
from guest.branch import Branch
from guest.rekey import Rekeying, at_once, by
from guest.topology import MultiUplink
from guest.traffic import Traffic


def run(lab):
    net = MultiUplink(uplinks=3).build()
    branch = Branch(lab, net)
    branch.start()
    branch.serve()
    traffic = Traffic(lab, [branch.flows(40, branch.witness())])
    ours = {what: by(branch.hawser, what) for what in ("child", "ike")}
    theirs = {"child": lambda name: branch.peer.rekey(child=name), "ike": lambda name: branch.peer.rekey(ike=name)}
    story = Rekeying(lab, net, branch.hawser, traffic)
    story.tell([
        ("Hawser rekeys the Child SAs", "child", ours["child"]),
        ("strongSwan rekeys the Child SAs", "child", theirs["child"]),
        ("Hawser rekeys the IKE SAs", "ike", ours["ike"]),
        ("strongSwan rekeys the IKE SAs", "ike", theirs["ike"]),
        ("both rekey the Child SAs at once", "child", at_once(theirs["child"], ours["child"])),
        ("both rekey the IKE SAs at once", "ike", at_once(theirs["ike"], ours["ike"])),
    ])
    left = [sa["name"] for sa in branch.peer.sas()]
    lab.expect(sorted(left) == sorted(story.names), "strongSwan has one IKE SA for each tunnel", str(left))
