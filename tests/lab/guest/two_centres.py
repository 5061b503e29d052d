# SPDX-License-Identifier: BSD-2-Clause
"""Two data centres, or two zones of a cloud, with the same networks: h1 - g1 =(wan1, wan2)= isp1, isp2 - core - dc1, dc2 - h2.

h2 stands for the servers that both centres reach: it answers each flow through the centre by which its latest packet came.
"""
from guest.flows import Flows, Witness, serve
from guest.hawser import Hawser
from guest.strongswan import Connection, StrongSwan, prepare_gateway, wait_established
from guest.topology import End, Link, ProvidedTopology, access_link, make_uplink, transfer_addresses

PSK = "correct horse battery staple"
CENTRES = ("dc1", "dc2")
ADDRESSES = {"dc1": "203.0.113.10", "dc2": "203.0.113.20"}
GATEWAYS = {"dc1": "203.0.113.1", "dc2": "203.0.113.17"}
# The address that is tracked in each centre.
TRACKED = {"dc1": "10.2.1.1", "dc2": "10.2.2.1"}


class TwoCentres(ProvidedTopology):
    H1, H2 = "10.1.0.10", "10.2.0.10"

    def __init__(self, uplinks=2):
        self.uplinks = [make_uplink(number, "v4") for number in range(1, uplinks + 1)]
        links = [Link(End("h1", "eth0", ("10.1.0.10/16",)), End("g1", "eth0", ("10.1.0.1/16",)))]
        routes = [("h1", "default via 10.1.0.1")]
        for number, centre in enumerate(CENTRES, 1):
            links += [Link(End(centre, "wan", (f"{ADDRESSES[centre]}/28",)), End("core", centre, (f"{GATEWAYS[centre]}/28",))),
                      Link(End("h2", centre, (f"10.2.{number}.2/30",)), End(centre, "eth0", (f"{TRACKED[centre]}/30",)))]
            routes += [(centre, f"default via {GATEWAYS[centre]}"), (centre, f"10.2.0.10 via 10.2.{number}.2")]
        for uplink in self.uplinks:
            near, far = transfer_addresses(uplink.mark, "v4")
            links += [access_link("g1", uplink, "g1", 1500), Link(End(uplink.isp, "g2", (near,)), End("core", uplink.isp, (far,)))]
            routes += [("g1", f"default via {uplink.gateway} dev {uplink.name} metric {uplink.mark}"),
                       (uplink.isp, f"203.0.113.0/24 via {far.split('/')[0]}"), ("core", f"{uplink.prefix} via {near.split('/')[0]}")]
        super().__init__(links, routes, {"g1", "core", *CENTRES, *(uplink.isp for uplink in self.uplinks)})

    def build(self):
        super().build()
        # The server answers from the address that it was asked at, whatever the way.
        self.h2.ip("addr add 10.2.0.10/32 dev lo", "route add default via 10.2.1.1 src 10.2.0.10",
                   *(f"route add default via {TRACKED[centre]} src 10.2.0.10 table {100 + number}"
                     for number, centre in enumerate(CENTRES, 1)),
                   *(f"rule add fwmark {number} lookup {100 + number} pref {1000 + number}" for number in (1, 2)))
        self.h2.nft("""table ip centres {
            chain arriving { type filter hook input priority -150; iifname "dc1" ct mark set 1; iifname "dc2" ct mark set 2; }
            chain leaving { type route hook output priority -150; meta mark set ct mark; }
        }
        """)
        return self

    def lose(self, centre, percent):
        """So much of each direction of a centre's line is lost; 0: nothing."""
        for site, interface in ((self.core, centre), (self.sites[centre], "wan")):
            if percent:
                site.run(f"tc qdisc replace dev {interface} root netem limit 10000 loss {percent}%")
            else:
                site.run(["tc", "qdisc", "del", "dev", interface, "root"], check=False)


def config(net, peer="", probe='interval = "200ms"', bandwidths=("1Gbit", "250Mbit")):
    """Hawser on g1. `peer` and `probe` are further lines of [[peer]] and [peer.probe]."""
    uplinks = "".join(f"""
[[uplink]]
name = "{uplink.name}"
interface = "{uplink.name}"
address = "{uplink.address}"
gateway = "{uplink.gateway}"
bandwidth = "{bandwidth}"
tags = ["isp-{'ab'[uplink.mark - 1]}"]
""" for uplink, bandwidth in zip(net.uplinks, bandwidths))
    endpoints = ", ".join(f'{{ address = "{ADDRESSES[centre]}", name = "{centre}", tier = {tier}, tags = "{centre}", '
                          f'probe = {{ target = "{TRACKED[centre]}" }} }}' for tier, centre in enumerate(CENTRES, 1))
    return f"""{uplinks}
[lan]
interfaces = ["eth0"]

[[peer]]
name = "pop"
networks = ["10.2.0.0/16"]
local_networks = ["10.1.0.0/16"]
endpoints = [{endpoints}]
tags = ["centres"]
{peer}
[peer.auth]
psk_file = "pop.psk"
local_id = "branch.example"
remote_id = "pop.example"
[peer.probe]
{probe}
"""


class Centres:
    """Hawser on g1 and strongSwan in both centres, all tunnels up, and flows from h1 to h2."""

    def __init__(self, lab, text, uplinks=2):
        self.lab, self.net = lab, TwoCentres(uplinks).build()
        self.daemons = {centre: self._daemon(centre) for centre in CENTRES}
        self.hawser = Hawser(lab, self.net.g1, text(self.net), {"pop.psk": PSK}).start()
        lab.need("every tunnel to both centres comes up", lambda: self.states() and set(self.states().values()) == {"up"}, 90)
        for centre, daemon in self.daemons.items():
            wait_established(lab, daemon, [uplink.name for uplink in self.net.uplinks])
        lab.say("\n" + self.hawser.cli("status"))
        serve(lab, self.net.h2)

    def _daemon(self, centre):
        site, uplinks = self.net.sites[centre], self.net.uplinks
        prepare_gateway(site, [uplink.mark for uplink in uplinks], ["10.1.0.0/16"], ["fd01::/64"])
        return StrongSwan(self.lab, site, [
            Connection(uplink.name, ADDRESSES[centre], uplink.address, uplink.mark, local_ts="10.2.0.0/16", remote_ts="10.1.0.0/16")
            for uplink in uplinks], PSK).start()

    # Tunnels are called dc1/wan1 here.

    def tunnels(self):
        centre_of = {address: centre for centre, address in ADDRESSES.items()}
        status = self.hawser.status() or {"peers": []}
        return {f"{centre_of[tunnel['endpoint']]}/{tunnel['uplink']}": tunnel
                for peer in status["peers"] for tunnel in peer["tunnels"]}

    def states(self):
        return {name: tunnel["state"] for name, tunnel in self.tunnels().items()}

    def peer(self):
        return self.hawser.status()["peers"][0]

    def wait_centre(self, centre, state, what, timeout):
        def reached():
            states = self.states()
            return states and all(now == state for name, now in states.items() if name.startswith(centre))
        return self.lab.wait_until(what, reached, timeout, 0.2)

    # Flows

    def open_flows(self, count, **settings):
        self.witnesses = {centre: Witness(self.lab, self.net.sites[centre], *(f"ipsec{uplink.mark}" for uplink in self.net.uplinks))
                          for centre in CENTRES}
        self.flows = Flows(self.lab, self.net.h1, self.net.H2, count, **settings)
        self.lab.need("every flow is answered", self.flows.all_answered, 20)

    def where(self, phase, times=2, timeout=30):
        """Begins a phase, and waits until each flow is answered in it: {flow: tunnels by which it arrived since}."""
        self.flows.mark(phase)
        for witness in self.witnesses.values():
            witness.clear()
        self.lab.wait_until(f"every flow is answered in phase {phase}", lambda: all(
            flow["phases"][phase]["answered"] >= times for flow in self.flows.report().values()), timeout, 0.3)
        return self.arrived()

    def arrived(self):
        table = {}
        for centre, witness in self.witnesses.items():
            for key, packets in witness.seen("in", port=7000).items():
                table.setdefault(key, set()).update(f"{centre}/wan{interface[-1]}" for interface in packets)
        return table

    def add(self, count, phase):
        """Opens more flows: where they arrive, and where those that were there do."""
        before = set(self.flows.report())
        self.flows.add(count)
        table = self.where(phase)
        return ({key: names for key, names in table.items() if key not in before},
                {key: names for key, names in table.items() if key in before})


def at(table, place):
    """The flows that arrived at this centre, or by this tunnel, alone."""
    return {key for key, names in table.items() if names and all(name.startswith(place) for name in names)}
