# SPDX-License-Identifier: BSD-2-Clause
import dataclasses
import ipaddress

from guest.branch import Branch
from guest.hawser import branch_config
from guest.strongswan import wait_established
from guest.topology import MultiUplink, transfer_addresses
from guest.traffic import Traffic, expect_none_moved

OTHER, DEAD, FOREIGN = "203.0.113.20", "203.0.113.30", "192.0.2.77"


def run(lab):
    net = MultiUplink(uplinks=2).build()
    add_gateway(net)
    branch = Branch(lab, net, branch_config(net, peer='redirect_to = "203.0.113.0/24"'))
    # Two gateways of one identity: the same tunnels once more, at another address.
    branch.peer.connections += [dataclasses.replace(one, name="other-" + one.name, local=OTHER)
                                for one in branch.peer.connections]
    branch.peer.reload()
    branch.hawser.start()
    branch.hawser.need_states("both tunnels come up", 60, wan1="up", wan2="up")
    wait_established(lab, branch.peer, branch.names)
    branch.serve()
    traffic = Traffic(lab, [branch.flows(40, branch.witness())])
    lab.wait_until("every flow is answered", traffic.all_answered, 30)
    before = traffic.where("before")
    traffic.begin("redirected")
    for name in branch.names:
        redirect(branch, name, OTHER)
        lab.need(f"{name} is at the other gateway", lambda: gateway_of(branch, name) == OTHER, 30)
    lab.need("the SAs to the first gateway are gone", lambda: settled(branch), 60)
    lab.wait_until("traffic goes on", lambda: traffic.answered_in("redirected", 2), 20)
    # A gateway that sends ahead of its IKE_AUTH answer sends what cannot be read yet: one message a negotiation.
    traffic.expect_undisturbed(traffic.report(), "redirected", "next to nothing was lost while tunnels changed their gateway",
                               spare=len(branch.names))
    expect_none_moved(lab, before, traffic.arrived(), "no flow moved")
    traffic.expect_same_way_back("redirected")
    refused(lab, branch)
    lab.say("\n" + branch.hawser.cli("sas"))


def refused(lab, branch):
    """Where the configuration does not allow it, and where nobody is."""
    redirect(branch, "other-wan1", FOREIGN)
    log = branch.hawser.child
    lab.wait_until("a foreign gateway is refused", lambda: "the configuration does not list it" in log.text(), 20)
    redirect(branch, "other-wan2", DEAD)
    lab.wait_until("a dead gateway is tried and given up", lambda: "another IKE SA of it ended" in log.text(), 90)
    places = {name: gateway_of(branch, name) for name in branch.names}
    lab.expect(set(places.values()) == {OTHER}, "both tunnels are where they were", str(places))
    lab.expect(set(branch.hawser.states().values()) == {"up"}, "both tunnels are up", str(branch.hawser.states()))


def redirect(branch, connection, gateway):
    branch.peer.swanctl("--redirect", "--ike", connection, "--gateway", gateway)


def gateway_of(branch, name):
    ike = branch.hawser.tunnels()[name]["ike"]
    return ike.get("remote-host") if ike.get("state") == "ESTABLISHED" else None


def settled(branch):
    return {sa["name"] for sa in branch.peer.sas()} == {"other-" + name for name in branch.names}


def add_gateway(net):
    """Another address of the far gateway, and the way to it by each router; at a third one nobody answers."""
    net.g2.ip(f"addr add {OTHER} dev lo")
    for uplink in net.uplinks:
        far = ipaddress.ip_interface(transfer_addresses(uplink.mark, net.outer)[1]).ip
        net.sites[uplink.isp].ip(f"route add {OTHER} via {far}", f"route add blackhole {DEAD}")
