# SPDX-License-Identifier: BSD-2-Clause
"""Two gateways with Hawser, their hosts, and what the scenario asks of them."""
import re

from guest import process
from guest.capture import Capture
from guest.hawser import Hawser, branch_config, pop_config
from guest.topology import MultiUplink

PSK = "correct horse battery staple"
TAGGED, TAGGED_HOST, TAGGED_GATEWAY = "172.20.1.0/24", "172.20.1.10", "172.20.1.1"
NEAR, FAR = ("10.1.0.0/16", "fd01::/64", TAGGED), ("10.2.0.0/16", "fd02::/64")


class Stage:
    """h1 has a second address in VLAN 10 of its LAN, which g1 reaches by eth0.10."""

    def __init__(self, lab):
        self.lab = lab
        self.net = net = MultiUplink(uplinks=3, core=True).build()
        self.names = [uplink.name for uplink in net.uplinks]
        self.tags = self._tagged_lan()
        self.near, self.far = Hawser(lab, net.g1, *self._near("fast")), Hawser(
            lab, net.g2, *self._far("fast"), {uplink.address: uplink.name for uplink in net.uplinks})
        # Both families: gateway and host of each side, the near one first.
        self.pairs = {4: (net.H1, net.H2), 6: (net.H1_V6, net.H2_V6)}
        self.gateways = {4: (net.G1, net.G2), 6: (net.G1_V6, net.G2_V6)}

    def _tagged_lan(self):
        try:
            for site, address in ((self.net.h1, TAGGED_HOST), (self.net.g1, TAGGED_GATEWAY)):
                site.ip("link add link eth0 name eth0.10 type vlan id 10", f"addr add {address}/24 dev eth0.10", "link set eth0.10 up")
            # Without it what has the tagged address would leave by the untagged default route.
            self.net.h1.ip(f"rule add from {TAGGED_HOST} lookup 10", f"route add default via {TAGGED_GATEWAY} dev eth0.10 table 10")
            return True
        except process.CommandFailed as error:
            self.lab.say(f"no VLAN: {error}")
            return False

    def _near(self, mode):
        config = branch_config(self.net, networks=FAR, local_networks=NEAR, top=f'forwarding = "{mode}"')
        lans = 'interfaces = ["eth0", "eth0.10"]' if self.tags else 'interfaces = ["eth0"]'
        return config.replace('interfaces = ["eth0"]', lans), {"pop.psk": PSK}

    def _far(self, mode):
        return pop_config(self.net, networks=NEAR, local_networks=FAR, top=f'forwarding = "{mode}"'), {"pop.psk": PSK}

    def start(self, mode):
        self.far.write(*self._far(mode))
        self.near.write(*self._near(mode))
        for gateway in (self.far, self.near):
            gateway.start()
        for gateway in (self.near, self.far):
            gateway.need_states(f"three tunnels are up on {gateway.site.name}, {mode} forwarding", 60,
                                **{name: "up" for name in self.names})
            self.lab.expect(gateway.status()["forwarding"]["mode"] == mode, f"{gateway.site.name} forwards by {mode}")
        self.lab.say("\n" + self.near.cli("status"))

    def stop(self):
        for gateway in (self.near, self.far):
            gateway.stop()

    def mtu(self, gateway):
        """Of the bundle interface."""
        links = gateway.site.run(["ip", "-o", "link", "show", "type", "xfrm"])
        return min(int(value) for value in re.findall(r" mtu (\d+)", links))

    def ping(self, site, target, *words, count=1):
        """What ping says, and how many answers it had."""
        said = site.run(["ping", "-n", "-i", "0.2", "-W", "2", "-c", count, *words, target], check=False)
        answers = re.search(r"(\d+) received", said)
        return said, int(answers[1]) if answers else 0

    def capture(self, site, interface, expression, limit=2000):
        """One after the other on an interface. The log of the one before would say that this one listens already."""
        (self.lab.results / f"tcpdump-{site.name}-{interface}.log").unlink(missing_ok=True)
        return Capture(self.lab, site, interface, expression, limit=limit)

    def tunnel_captures(self, gateway, *hosts):
        """On each of its tunnels: packets between these hosts."""
        expression = " and ".join(f"host {host}" for host in hosts)
        return {name: self.capture(gateway.site, interface, expression) for interface, name in gateway.interfaces().items()}

    def drops(self):
        """What both gateways have dropped or counted, by name."""
        return {f"{gateway.site.name} {reason}": count for gateway in (self.near, self.far)
                for reason, count in gateway.drops().items() if count}
