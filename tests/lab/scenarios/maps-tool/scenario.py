# SPDX-License-Identifier: BSD-2-Clause
import json

from guest.branch import Branch
from guest.topology import MultiUplink

FLOWS = 60
COMMANDS = (("list",), ("flow", "list"), ("ring", "show"), ("tunnel", "show"), ("stats",))
# A field of each map's value or key by which bpftool shows that it knows the type.
FIELDS = {"hw_config": "hash_seed", "hw_nets4": "bundle", "hw_nets6": "bundle", "hw_bundles": "member_count",
          "hw_tunnels": "if_id", "hw_ifaces": "role", "hw_selectors": "port_first", "hw_pins": "last_seen_ns",
          "hw_drops": "packets", "hw_tun_stats": "flows_taken"}
# Maps whose keys and values are plain numbers.
PLAIN = ("hw_rings", "hw_tun_state", "hw_probe_ids")
PINS = "/sys/fs/bpf/hawser"


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
        protocol, address, port = next(key for key in self.arrived if key[0] == "udp")
        [one] = self.read("flow", "get", address, self.branch.net.H2, protocol, port, 7000)
        same = one["interface"] == listed[(protocol, address, port)]["interface"]
        self.lab.expect(same, f"flow get finds one of them {when}", one)
        [back] = self.read("flow", "get", self.branch.net.H2, address, protocol, 7000, port)
        self.lab.expect(back["interface"] == one["interface"], f"flow get finds it from the other side too {when}")

    def compare_rings(self, when):
        shares = {self.uplink_of[share["interface"]]: share["share_pct"] for share in self.read("ring", "show")}
        total = sum(tunnel["weight"] for tunnel in self.tunnels.values())
        ideal = {uplink: 100 * tunnel["weight"] / total for uplink, tunnel in self.tunnels.items()}
        self.lab.expect(shares.keys() == ideal.keys() and all(abs(shares[name] - ideal[name]) < 1 for name in ideal),
                        f"ring show has the weights' shares {when}", shares)

    def compare_list(self, when):
        names = {entry["name"] for entry in self.read("list")}
        pinned = set(self.branch.net.g1.run(["ls", PINS]).split())
        self.lab.expect(names == set(FIELDS) | set(PLAIN) and names <= pinned, f"list names every map {when}",
                        sorted(names ^ (set(FIELDS) | set(PLAIN))))

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
    scene.hawser.kill()
    scene.compare("after the daemon was killed")
    for words in COMMANDS:
        lab.say(f"hawser-maps {' '.join(words)}\n" + "\n".join(scene.hawser.maps(*words).splitlines()[:12]))
