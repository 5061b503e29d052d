# SPDX-License-Identifier: BSD-2-Clause
"""The ways in which g1 can use three tunnels. Each is set up once in fresh gateways; `fail` and `heal` are what whoever
manages it does when a tunnel dies and returns."""
from gateways import FAR_NET, IF_ID, NEAR_NET, TUNNELS, address

FIREWALL = """
table inet firewall {
  chain forwarded {
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
    iifname "eth0" ct state new accept
    oifname "eth0" ct state new accept
  }
}
"""


class Way:
    """Kernel routing over plain XFRM interfaces x1, x2, x3."""
    name = ""

    def __init__(self, lab, net, firewall=False):
        self.lab, self.net, self.g1 = lab, net, net.g1
        self.set_up()
        if net.one_endpoint:
            self.steer()
        if firewall:
            self.g1.nft(FIREWALL)

    def set_up(self):
        for n in TUNNELS:
            self.g1.ip(f"link add x{n} type xfrm if_id {IF_ID + n}", f"link set x{n} mtu 1400 up")
        # A redirect's way into ESP and a route's ask for the same: the route by the interface itself.
        self.route()

    def steer(self):
        """Each tunnel's outer packets by its own uplink: source rules, the kernel's own means. They come last, because
        they cost every packet of the namespace."""
        for n in TUNNELS:
            self.g1.ip(f"route add default via 10.9.{n}.2 dev w{n} table {200 + n}", f"rule add from {address(n)} lookup {200 + n}")

    def interfaces(self):
        return {f"x{n}": n for n in TUNNELS}

    def route(self):
        raise NotImplementedError

    def fail(self, number):
        raise NotImplementedError

    def heal(self, number):
        raise NotImplementedError


class PlainRoute(Way):
    name = "plain route"

    def route(self):
        self.g1.ip(f"route add {FAR_NET} dev x1")


def _hops(numbers):
    return " ".join(f"nexthop dev x{n}" for n in numbers)


class Ecmp(Way):
    name = "kernel ECMP"

    def route(self):
        self.g1.sysctl(ipv4__fib_multipath_hash_policy=1)
        self.g1.ip(f"route replace {FAR_NET} {_hops(TUNNELS)}")

    def fail(self, number):
        self.g1.ip(f"route replace {FAR_NET} {_hops(n for n in TUNNELS if n != number)}")

    def heal(self, number):
        self.route()


class Resilient(Way):
    name = "resilient group"

    def route(self):
        self.g1.sysctl(ipv4__fib_multipath_hash_policy=1)
        self.g1.ip(*(f"nexthop add id {n} dev x{n}" for n in TUNNELS))
        self.g1.ip("nexthop add id 10 group 1/2/3 type resilient buckets 128 idle_timer 120", f"route add {FAR_NET} nhid 10")

    def _group(self, numbers):
        members = "/".join(map(str, numbers))
        self.g1.ip(f"nexthop replace id 10 group {members} type resilient buckets 128 idle_timer 120")

    def fail(self, number):
        self._group(n for n in TUNNELS if n != number)

    def heal(self, number):
        self._group(TUNNELS)


class ConnectionMarks(Way):
    """mwan3's way: a mark for each connection, a rule and a table for each mark. Its rules come first here, since it does
    not work without; with one endpoint the steering's come behind."""
    name = "connmark + ip rule"

    def route(self):
        # What the route over the interface itself is for: xfrmi_xmit would look twice without.
        self.g1.ip(f"route add {FAR_NET} {_hops(TUNNELS)}")
        for n in TUNNELS:
            self.g1.ip(f"route add {FAR_NET} dev x{n} table {100 + n}", f"rule add fwmark {n} lookup {100 + n}")
        self._choose_among(TUNNELS)

    def _choose_among(self, numbers):
        numbers = tuple(numbers)
        dead = [f"meta mark {n} meta mark set 0" for n in TUNNELS if n not in numbers]
        choice = ", ".join(f"{slot} : {n}" for slot, n in enumerate(numbers))
        rules = "\n    ".join(['iifname != "eth0" accept', "meta mark set ct mark", *dead, "meta mark != 0 accept",
                               f"meta mark set numgen random mod {len(numbers)} map {{ {choice} }}", "ct mark set meta mark"])
        self.g1.nft(f"""
table ip balance
delete table ip balance
table ip balance {{
  chain choose {{
    type filter hook prerouting priority mangle; policy accept;
    {rules}
  }}
}}
""")

    def fail(self, number):
        self._choose_among(n for n in TUNNELS if n != number)

    def heal(self, number):
        self._choose_among(TUNNELS)


class Hawser(Way):
    """The product's programs, maps, routes and rules, set up by its own libraries; no daemon runs."""
    forwarding = "fast"
    unsteered = "unsteered"
    CONFIG = """
forwarding = "{forwarding}"
{uplinks}
[lan]
interfaces = ["eth0"]
[[peer]]
name = "pop"
networks = ["{far}"]
local_networks = ["{near}"]
endpoints = [{{ address = "{endpoint}" }}]
[peer.auth]
psk_file = "pop.psk"
local_id = "branch.example"
remote_id = "pop.example"
"""
    UPLINK = """
[[uplink]]
name = "wan{n}"
interface = "w{n}"
address = "10.9.{n}.1"
gateway = "10.9.{n}.2"
"""

    def set_up(self):
        folder = self.lab.results.parent / "bench-gateway"
        folder.mkdir(exist_ok=True)
        self.config = folder / "hawser.toml"
        self.config.write_text(self.CONFIG.format(
            forwarding=self.forwarding, far=FAR_NET, near=NEAR_NET, endpoint=self.net.endpoint(1),
            uplinks="".join(self.UPLINK.format(n=n) for n in TUNNELS)))
        key = folder / "pop.psk"
        key.write_text("correct horse battery staple")
        key.chmod(0o600)
        self.program = self.lab.program("bench/dataplane/static_gateway")
        endpoints = [] if self.net.one_endpoint else [f"wan{n}={self.net.endpoint(n)}" for n in TUNNELS]
        steered = "steered" if self.net.one_endpoint else self.unsteered
        self.said = self.g1.run([self.program, "setup", self.config, steered, *endpoints])

    def steer(self):
        """Done by set_up, in the product's way."""

    def interfaces(self):
        """By their aliases, which say whose they are."""
        found = {}
        for name in self.g1.run(["ls", "/sys/class/net"]).split():
            alias = self.g1.run(["cat", f"/sys/class/net/{name}/ifalias"]).strip()
            if alias.startswith("hawser:tunnel:"):
                found[name] = int(alias.rsplit(":", 1)[1])
        return found

    def state_command(self, number, *state):
        """One map write; prints CLOCK_REALTIME in nanoseconds after it."""
        return [self.program, "state", self.config, f"pop/wan{number}", *state]

    def fail(self, number):
        self.g1.run(self.state_command(number, "down"))

    def heal(self, number):
        self.g1.run(self.state_command(number, "up"))


class HawserFast(Hawser):
    name = "hawser fast"


class HawserUnguarded(Hawser):
    """Without the programs on the uplinks that drop what leaves by a wrong one: what that costs."""
    name = "hawser fast, uplinks unguarded"
    unsteered = "unguarded"


class HawserStack(Hawser):
    name = "hawser stack"
    forwarding = "stack"


PEERS = (PlainRoute, Ecmp, Resilient, ConnectionMarks)
OURS = (HawserFast, HawserUnguarded, HawserStack)
