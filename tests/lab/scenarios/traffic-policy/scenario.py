# SPDX-License-Identifier: BSD-2-Clause
import json

from guest.branch import Branch
from guest.flows import Flows, serve
from guest.hawser import branch_config
from guest.topology import MultiUplink
from guest.traffic import Group, Traffic, expect_none_moved, on

RULES = """
[[peer.rule]]
name = "voice"
protocol = "udp"
ports = "5060"
max_delay = "60ms"
move = true
[[peer.rule]]
name = "bulk"
networks = ["10.2.0.0/16"]
protocol = ["tcp", "udp"]
ports = ["8000-8080"]
uplinks = ["wan3"]
"""
# Port, flows at first, flows later, share of TCP.
KINDS = {"voice": (5060, 40, 20, 0), "bulk": (8010, 20, 10, 50), "other": (7000, 60, 40, 50)}


class Kinds:
    """A group of flows of each kind."""

    def __init__(self, lab, branch):
        witness = branch.witness()
        self.traffic = {}
        for kind, (port, count, more, tcp) in KINDS.items():
            serve(lab, branch.net.h2, port=port)
            flows = Flows(lab, branch.net.h1, branch.net.H2, count, port=port, tcp_share=tcp, interval_ms=400, name=f"flows-{kind}")
            self.traffic[kind] = Traffic(lab, [Group(flows, witness, branch.uplink_of, port, more)])
        for kind, traffic in self.traffic.items():
            lab.need(f"every {kind} flow is answered", traffic.all_answered, 20)

    def where(self, phase):
        return {kind: traffic.where(f"{phase}-{kind}") for kind, traffic in self.traffic.items()}

    def add(self):
        for traffic in self.traffic.values():
            traffic.add()


def only_new(tables, before):
    return {kind: {key: names for key, names in table.items() if key not in before[kind]} for kind, table in tables.items()}


def counts(table):
    return {name: len(on(table, name)) for name in ("wan1", "wan2", "wan3")}


def expect_explained(lab, branch, tables):
    """hawser-maps names each flow's rule, and the tunnel of a flow that is there."""
    uplinks = branch.hawser.interfaces()
    for kind, table in tables.items():
        key = sorted(table)[0]
        report = json.loads(branch.hawser.maps("-j", "flow", "get", key[1], branch.net.H2, key[0], str(key[2]), str(KINDS[kind][0])))
        rule = report["pin"]["rule"]
        wanted = None if kind == "other" else kind
        lab.expect(rule == wanted and uplinks[report["answer"]["interface"]] in table[key],
                   f"hawser-maps knows the rule and the tunnel of a {kind} flow", f"{rule}, {report['answer']['interface']}")
    text = branch.hawser.maps("flow", "get", "10.1.0.10", branch.net.H2, "tcp", "1", "8080")
    lab.expect("bulk, by its first packet" in text, "and foretells the rule of one that is not there yet", text[-400:])
    lab.say("\n" + branch.hawser.maps("rule", "show"))


def run(lab):
    net = MultiUplink(uplinks=3).build()
    branch = Branch(lab, net, branch_config(net, more=RULES)).start()
    kinds = Kinds(lab, branch)
    steady = kinds.where("steady")
    lab.expect(len(on(steady["bulk"], "wan3")) == KINDS["bulk"][1], "bulk is on the uplink that it prefers", counts(steady["bulk"]))
    lab.expect(min(counts(steady["voice"]).values()) > 0, "voice is balanced while every path is within its limits",
               counts(steady["voice"]))
    lab.expect(min(counts(steady["other"]).values()) > 0, "and so is everything else", counts(steady["other"]))
    expect_explained(lab, branch, steady)
    lab.say("wan1 gets slow")
    net.impair(net.uplinks[0], "delay 40ms")
    lab.wait_until("its path is beyond voice's limits", lambda: "pop/wan1" not in rule(branch, "voice"), 30, 0.2)
    # What was under way by it has arrived after that.
    kinds.where("leaving")
    slow = kinds.where("slow")
    lab.expect(not any("wan1" in names for names in slow["voice"].values()), "every voice flow has left it", counts(slow["voice"]))
    for kind in ("bulk", "other"):
        expect_none_moved(lab, steady[kind], slow[kind], f"no {kind} flow moved")
    stayed = {key: names for key, names in steady["voice"].items() if names != {"wan1"}}
    expect_none_moved(lab, stayed, slow["voice"], "nor a voice flow of another uplink")
    kinds.add()
    new = only_new(kinds.where("more"), slow)
    lab.expect(counts(new["voice"])["wan1"] == 0 and len(new["voice"]) == KINDS["voice"][2], "new voice flows avoid it", counts(new["voice"]))
    lab.expect(counts(new["other"])["wan1"] > 0, "others still use it", counts(new["other"]))
    net.impair(net.uplinks[0])
    lab.wait_until("the path is within the limits again", lambda: "pop/wan1" in rule(branch, "voice"), 60, 0.2)
    net.cut(net.uplinks[2])
    branch.hawser.wait_states("wan3 is found down", 5, wan3="down")
    fallen = kinds.where("fallback")
    lab.expect(not any("wan3" in names for names in fallen["bulk"].values()) and len(fallen["bulk"]) == len(on(fallen["bulk"], "wan1")) +
               len(on(fallen["bulk"], "wan2")), "without its uplink bulk is balanced like everything else", counts(fallen["bulk"]))
    dead = [key for traffic in kinds.traffic.values() for key, flow in traffic.stop().items() if not flow["alive"]]
    lab.expect(not dead, "every flow lives", f"{len(dead)} died")


def rule(branch, name):
    status = branch.hawser.status()
    return next((each["tunnels"] for peer in status["peers"] for each in peer["rules"] if each["name"] == name), [])
