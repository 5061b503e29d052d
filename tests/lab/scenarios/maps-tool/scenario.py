# SPDX-License-Identifier: BSD-2-Clause
import json

from guest import process
from guest.branch import Branch
from guest.topology import MultiUplink

FLOWS = 60
COMMANDS = (("list",), ("flow", "list"), ("ring", "show"), ("tunnel", "show"), ("stats",))
# A field of each map's value or key by which bpftool shows that it knows the type, for maps that have an entry here.
FIELDS = {"hw_config": "hash_seed", "hw_nets4": "bundle", "hw_nets6": "bundle", "hw_bundles": "member_count",
          "hw_tunnels": "if_id", "hw_ifaces": "role", "hw_selectors": "port_first", "hw_pins4": "last_seen_ns",
          "hw_drops": "packets", "hw_tun_stats": "flows_taken", "hw_tun_watch": "last_in_ns"}
# Maps whose keys and values are plain numbers.
PLAIN = ("hw_rings", "hw_tun_state", "hw_probe_ids", "hw_pin_counts", "hw_listener")
PREDICTED = 24
PINS = "/sys/fs/bpf/hawser"


# Sends a datagram from each of the ports.
SEND = """
import socket, sys
for port in sys.argv[3:]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind((sys.argv[1], int(port)))
        sender.sendto(b"x", (sys.argv[2], 7000))
"""


class Scene:
    def __init__(self, lab):
        self.lab = lab
        self.branch = Branch(lab, MultiUplink(uplinks=3).build())
        self.hawser = self.branch.hawser
        self.branch.start()
        self.branch.serve()
        self.witness = self.branch.witness()
        self.group = self.branch.flows(FLOWS, self.witness)
        lab.need("every flow is answered", self.group.flows.all_answered, 20)
        self.arrived = self.group.arrived()
        # What the status says, to be compared with the maps when nobody is there to ask any more.
        self.tunnels = self.hawser.tunnels()
        self.uplink_of = self.hawser.interfaces()

    def read(self, *words):
        return json.loads(self.hawser.maps("-j", *words))

    def every_form(self, when):
        """Text, JSON and indented JSON of every command; the latter two say the same but for what goes on counting."""
        for words in COMMANDS:
            text, pretty = self.hawser.maps(*words), self.hawser.maps("-p", *words)
            said = self.hawser.maps("-j", *words)
            alike = shape(json.loads(said)) == shape(json.loads(pretty))
            self.lab.expect(text.strip() and said.count("\n") == 1 and pretty.count("\n") > 3 and alike,
                            f"hawser-maps {' '.join(words)} speaks text, JSON on one line and indented JSON {when}", said[:300])

    def compare(self, when):
        self.every_form(when)
        for compare in (self.compare_tunnels, self.compare_flows, self.compare_rings, self.compare_list, self.compare_stats):
            compare(when)

    def compare_tunnels(self, when):
        shown = {self.uplink_of[tunnel["interface"]]: tunnel for tunnel in self.read("tunnel", "show")}
        keys = ("state", "if_id", "tier", "weight")
        same = {uplink: all(shown[uplink][key] == tunnel[key] for key in keys) for uplink, tunnel in self.tunnels.items()}
        self.lab.expect(all(same.values()) and shown.keys() == same.keys(), f"tunnel show agrees with the status {when}",
                        f"{shown}; {self.tunnels}" if not all(same.values()) else "")

    def compare_flows(self, when):
        """Each flow that the strongSwan side saw arrive, on the tunnel by which it saw it."""
        listed = {(flow["protocol"], flow["local_addr"], flow.get("local_port", flow.get("icmp_id"))): flow
                  for flow in self.read("flow", "list")}
        wrong = {key: listed.get(key) for key, uplinks in self.arrived.items()
                 if key not in listed or uplinks != {self.uplink_of[listed[key]["interface"]]}}
        self.lab.expect(len(self.arrived) == FLOWS and not wrong, f"flow list has every flow, on its tunnel {when}",
                        f"{len(wrong)} of {len(self.arrived)} do not agree: {list(wrong.items())[:2]}" if wrong else len(self.arrived))
        for (protocol, address, port), uplinks in [entry for entry in self.arrived.items() if entry[0][0] == "udp"][:8]:
            said = self.read("flow", "get", address, self.branch.net.H2, protocol, port, 7000)
            back = self.read("flow", "get", self.branch.net.H2, address, protocol, 7000, port)
            uplink = self.uplink_of.get(said["answer"]["interface"])
            self.lab.expect(said["answer"]["verdict"] == "pinned" and uplinks == {uplink} and said["pin"]["proven"],
                            f"flow get finds a proven flow's pin {when}", said["answer"])
            self.lab.expect(back["answer"] == said["answer"], f"flow get finds it from the other side too {when}")

    def predict(self, when, first):
        """What flow get says of flows that are not there yet is what they do then."""
        ports, address = range(first, first + PREDICTED), self.branch.net.H1
        said = {port: self.read("flow", "get", address, self.branch.net.H2, "udp", port, 7000)["answer"] for port in ports}
        self.branch.net.h1.run(["python3", "-c", SEND, address, self.branch.net.H2, *ports])
        pins = {flow["local_port"]: flow for flow in self.read("flow", "list", "--proto", "udp", "--host", address)}
        wrong = [port for port in ports if port not in pins or pins[port]["interface"] != said[port]["interface"]]
        fresh = all(answer["verdict"] == "new" for answer in said.values())
        self.lab.expect(fresh and not wrong, f"{PREDICTED} flows take the tunnels that flow get has named before {when}",
                        f"{wrong}; {[said[port] for port in wrong[:2]]}" if wrong else "")
        used = {answer["interface"] for answer in said.values()}
        self.lab.expect(len(used) > 1, f"they are on several tunnels {when}", sorted(used))

    def events(self):
        """A reader sees pins made while it reads, and is the only one."""
        program = self.lab.program("maps-tool/hawser-maps")
        child = self.lab.spawn("events", [program, "-j", "events", "--follow", "--kind", "pin-made"],
                               site=self.branch.net.g1)
        self.lab.need("the programs are told that somebody reads", lambda: self.read("dump", "listener")["listening"], 10)
        status, said = process.outcome([program, "events", "--follow"], site=self.branch.net.g1)
        self.lab.expect(status == 1 and "have a reader" in said, "a second reader is refused", said)
        self.branch.net.h1.run(["python3", "-c", SEND, self.branch.net.H1, self.branch.net.H2, 52000])
        self.lab.need("the event of a new flow is printed", lambda: '"local_port":52000' in child.text(), 10)
        [event] = [json.loads(line) for line in child.text().splitlines() if '"local_port":52000' in line]
        self.lab.expect(event["kind"] == "pin-made" and event["role"] == "owner", "it names the flow and its role", event)
        self.lab.expect(child.end() == 0, "the reader ends on SIGTERM with status 0")
        self.lab.expect(not self.read("dump", "listener")["listening"], "and tells the programs that nobody reads")

    def compare_rings(self, when):
        shares = {self.uplink_of[share["interface"]]: share["share_pct"] for share in self.read("ring", "show")}
        total = sum(tunnel["weight"] for tunnel in self.tunnels.values())
        ideal = {uplink: 100 * tunnel["weight"] / total for uplink, tunnel in self.tunnels.items()}
        self.lab.expect(shares.keys() == ideal.keys() and all(abs(shares[name] - ideal[name]) < 1 for name in ideal),
                        f"ring show has the weights' shares {when}", shares)

    def compare_list(self, when):
        names = {entry["name"] for entry in self.read("list")}
        pinned = {name for name in self.branch.net.g1.run(["ls", PINS]).split() if name.startswith("hw_")}
        self.lab.expect(names == pinned and set(FIELDS) | set(PLAIN) <= names, f"list names every map {when}",
                        sorted(names ^ pinned))

    def compare_stats(self, when):
        """Counters only grow: what the maps have now is not below what the status said before."""
        rows = {self.uplink_of[row["interface"]]: row for row in self.read("stats")["tunnels"]}
        keys = ("packets_out", "bytes_out", "packets_in", "bytes_in")
        grown = all(rows[name][key] >= tunnel[key] > 0 for name, tunnel in self.tunnels.items() for key in keys)
        self.lab.expect(grown, f"stats has counted on from the status {when}", "" if grown else f"{rows}; {self.tunnels}")
        taken = sum(row["flows_taken"] for row in rows.values())
        self.lab.expect(taken >= FLOWS, f"stats has counted every flow {when}", taken)

    def bpftool(self):
        run = self.branch.net.g1.run
        for name, field in FIELDS.items():
            said = run(["bpftool", "map", "dump", "pinned", f"{PINS}/{name}"])
            self.lab.expect(f'"{field}":' in said, f"bpftool prints the field names of {name}", said[:200])
        for name in PLAIN:
            self.lab.expect(run(["bpftool", "map", "dump", "pinned", f"{PINS}/{name}"]).strip(), f"bpftool dumps {name}")


def shape(value):
    """The names and types in a JSON value, without what goes on counting."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value[:1]]
    return type(value).__name__


def run(lab):
    scene = Scene(lab)
    scene.compare("while the daemon runs")
    scene.bpftool()
    scene.predict("while the daemon runs", 50000)
    scene.events()
    scene.hawser.kill()
    scene.compare("after the daemon was killed")
    scene.predict("after the daemon was killed", 51000)
    for words in COMMANDS:
        lab.say(f"hawser-maps {' '.join(words)}\n" + "\n".join(scene.hawser.maps(*words).splitlines()[:12]))
