# SPDX-License-Identifier: BSD-2-Clause
"""What is asked of each kind of packet."""
import json
import re

from fragments import echoes
from guest import process
from stage import TAGGED_HOST

TRANSFER = 600_000
OFFLOADS = ("rx", "tx", "sg", "tso", "gso", "gro")


class Checks:
    def __init__(self, lab, stage, mode):
        self.lab, self.stage, self.mode, self.net = lab, stage, mode, stage.net
        self.servers = set()

    def all(self):
        self.fragments()
        self.hop_limits()
        self.too_large()
        self.options()
        self.neighbours()
        self.segments()
        self.bulk()
        self.other_protocols()
        self.tagged()
        self.nothing_dropped()

    def expect(self, condition, sentence, figures=""):
        return self.lab.expect(condition, f"{sentence}, {self.mode}", figures)

    # Fragments

    def fragments(self):
        for family, (here, there) in self.stage.pairs.items():
            # Over IPv6 the host makes the fragments, so it has to learn the MTU of the path first.
            self.stage.ping(self.net.h1, there, "-s", "3000", count=2)
            self.stage.ping(self.net.h2, here, "-s", "3000", count=2)
            captures = self.stage.tunnel_captures(self.stage.near, here, there)
            answered = sum(self.stage.ping(self.net.h1, there, "-s", "3000", "-M", "dont", count=2)[1] for _ in range(8))
            self.expect(answered == 16, f"echoes of 3000 bytes are answered by IPv{family}", f"{answered} of 16")
            for capture in captures.values():
                capture.stop()
            table = echoes({name: capture.file for name, capture in captures.items()})
            torn = {key: tunnels for key, tunnels in table.items() if len(tunnels) != 1}
            self.expect(len(table) >= 8 and None not in table, f"fragments of every echo are seen on the tunnels, IPv{family}", table)
            self.expect(not torn, f"all fragments of an echo and of its answers use one tunnel, IPv{family}", torn)
            used = {name for tunnels in table.values() for name in tunnels}
            self.expect(len(used) > 1, f"and different echoes different ones, IPv{family}", sorted(used))

    # Hop limits

    def hop_limits(self):
        sides = ((self.net.h1, 0, 1), (self.net.h2, 1, 0))
        for family, hosts in self.stage.pairs.items():
            gateways = self.stage.gateways[family]
            for host, near, far in sides:
                target = hosts[far]
                for hops, gateway in ((1, gateways[near]), (2, gateways[far])):
                    said, _ = self.stage.ping(host, target, "-t", hops)
                    self.expect(re.search(rf"From {re.escape(gateway)}\b.*([Ee]xceeded)", said),
                                f"hop {hops} from {host.name} is {gateway}", said.splitlines()[1:3])
                _, answered = self.stage.ping(host, target, "-t", 3)
                self.expect(answered == 1, f"three hops lead from {host.name} to {target}")

    # Sizes

    def too_large(self):
        sides = ((self.net.h1, self.stage.near, 1), (self.net.h2, self.stage.far, 0))
        for family, hosts in self.stage.pairs.items():
            headers = 28 if family == 4 else 48
            for host, gateway, far in sides:
                mtu = self.stage.mtu(gateway)
                self._forget(host)
                said, _ = self.stage.ping(host, hosts[far], "-M", "do", "-s", 1500 - headers)
                self.expect(re.search(rf"mtu ?= ?{mtu}\b", said), f"{host.name} is told the MTU of {mtu} by IPv{family}",
                            said.splitlines()[1:3])
                _, fits = self.stage.ping(host, hosts[far], "-M", "do", "-s", mtu - headers)
                self.expect(fits == 1, f"a packet of {mtu} bytes from {host.name} passes whole by IPv{family}")
                self._forget(host)
        self._small_lan()

    def _small_lan(self):
        """The LAN behind the other gateway takes less than the tunnels: that gateway has to say so."""
        for site in (self.net.g2, self.net.h2):
            site.ip("link set eth0 mtu 1300")
        for family, hosts in self.stage.pairs.items():
            headers = 28 if family == 4 else 48
            said, _ = self.stage.ping(self.net.h1, hosts[1], "-M", "do", "-s", 1350 - headers)
            self.expect(re.search(r"mtu ?= ?1300\b", said) and self.stage.gateways[family][1] in said,
                        f"the far gateway tells the MTU of its LAN by IPv{family}", said.splitlines()[1:3])
        said, answered = self.stage.ping(self.net.h1, self.stage.pairs[4][1], "-M", "dont", "-s", 1350 - 28, count=2)
        self.expect(answered == 2, "and fragments what may be fragmented", said.splitlines()[-2:])
        for site in (self.net.g2, self.net.h2):
            site.ip("link set eth0 mtu 1500")
        self._forget(self.net.h1)

    def _forget(self, host):
        for family in ("-4", "-6"):
            host.run(["ip", family, "route", "flush", "cache"])

    # What a router reads or leaves alone

    def options(self):
        here, there = self.stage.pairs[4]
        said, answered = self.stage.ping(self.net.h1, there, "-R", count=2)
        route = re.findall(r"^(?:RR:)?\s+(\d+\.\d+\.\d+\.\d+)$", said, re.M)
        self.expect(answered == 2 and {there, self.net.G1} <= set(route) or "same route" in said and answered == 2,
                    "recorded routes come back with the gateways in them", route or said)

    def neighbours(self):
        """Broadcast, multicast and ARP are the gateway's own business."""
        captures = self.stage.tunnel_captures(self.stage.near, "10.1.255.255")
        self.net.g1.sysctl(ipv4__icmp_echo_ignore_broadcasts=0)
        for target, words in (("10.1.255.255", ("-b",)), ("224.0.0.1", ("-I", "eth0")), ("ff02::1%eth0", ())):
            said, answered = self.stage.ping(self.net.h1, target, *words, count=2)
            self.expect(answered, f"the gateway answers {target}", said.splitlines()[-2:])
        self.expect(not any(capture.count() for capture in captures.values()), "no tunnel carries a broadcast")
        for capture in captures.values():
            capture.stop()
        self.net.h1.ip("neigh flush dev eth0")
        self.expect(self.stage.ping(self.net.h1, self.net.G1)[1] == 1, "ARP is answered")

    # TCP

    def serve(self, kind, address, site):
        port = 9000 + len(self.servers) + (100 if self.mode == "stack" else 0)
        self.servers.add(port)
        child = self.lab.spawn(f"serve-{kind}-{port}", ["/usr/bin/python3", "-S", "-E", self.lab.folder / "transfer.py",
                                                        "serve", kind, address, port], site=site)
        self.lab.need(f"{kind} is served in {site.name}", lambda: "ready" in child.text() or not child.alive(), 20)
        return port, child

    def transfer(self, kind, site, address, port, size):
        said = process.run(["/usr/bin/python3", "-S", "-E", self.lab.folder / "transfer.py", "send", kind, address, port, size],
                           site=site, check=False).strip()
        self.announced = [int(number) for number in re.findall(r"^segments (\d+)$", said, re.M)]
        return said.splitlines()[-1] if said else said

    def segments(self):
        """Both directions of opening: each host hears from the other no more than what fits."""
        for family, (here, there) in self.stage.pairs.items():
            room = min(self.stage.mtu(self.stage.near), self.stage.mtu(self.stage.far)) - (40 if family == 4 else 60)
            for opener, target, address in ((self.net.h1, self.net.h2, there), (self.net.h2, self.net.h1, here)):
                port, child = self.serve("tcp", address, target)
                said = self.transfer("tcp", opener, address, port, 1000)
                heard = {opener: self.announced, target: [int(number) for number in re.findall(r"^segments (\d+)$", child.text(), re.M)]}
                for site, announced in heard.items():
                    self.expect(announced == [room], f"{site.name} hears of segments of {room} bytes by IPv{family}", announced or said)
                child.end()

    def bulk(self):
        sites = (self.net.h1, self.net.g1, self.net.g2, self.net.h2)
        for state in ("on", "off"):
            for site in sites:
                for interface in self._interfaces(site):
                    site.run(["ethtool", "-K", interface, *(word for name in OFFLOADS for word in (name, state))], check=False)
            for family, (here, there) in self.stage.pairs.items():
                for sender, receiver, address in ((self.net.h1, self.net.h2, there), (self.net.h2, self.net.h1, here)):
                    self._carry(sender, receiver, address, f"{TRANSFER} bytes from {sender.name} arrive by IPv{family} with offloads {state}",
                                state == "on")
        for site in sites:
            for interface in self._interfaces(site):
                site.run(["ethtool", "-K", interface, *(word for name in OFFLOADS for word in (name, "on"))], check=False)

    def _interfaces(self, site):
        return [name for name in site.counters() if re.match(r"(eth0|wan\d?)$", name)]

    def _carry(self, sender, receiver, address, sentence, large):
        port, child = self.serve("tcp", address, receiver)
        gateway = self.net.g1 if sender is self.net.h1 else self.net.g2
        seen = self.stage.capture(gateway, "eth0", f"tcp dst port {port} and greater 3000", limit=100)
        said = self.transfer("tcp", sender, address, port, TRANSFER)
        self.expect(said == "same", sentence, said)
        seen.stop()
        self.expect(bool(seen.count()) == large, f"super-packets {'reach' if large else 'do not reach'} {gateway.name}", seen.count())
        child.end()

    # The rest

    def other_protocols(self):
        for kind in ("sctp", "udplite"):
            for family, (_, there) in self.stage.pairs.items():
                port, child = self.serve(kind, there, self.net.h2)
                if not child.alive():
                    self.lab.say(f"skipped: this kernel has no {kind}: {child.text().splitlines()[-1:]}")
                    continue
                said = self.transfer(kind, self.net.h1, there, port, 200_000 if kind == "sctp" else 1000)
                self.expect(said == "same", f"{kind} passes by IPv{family}", said)
                child.end()

    def tagged(self):
        if not self.stage.tags:
            return
        there = self.net.H2
        before = self._packets("eth0.10")
        for size in (56, 3000):
            _, answered = self.stage.ping(self.net.h1, there, "-I", TAGGED_HOST, "-s", size, "-M", "dont", count=3)
            self.expect(answered == 3, f"echoes of {size} bytes from a VLAN are answered", answered)
        after = self._packets("eth0.10")
        self.expect(all(after[way] - before[way] >= 12 for way in before), "they use the VLAN's interface of the gateway in both directions",
                    (before, after))

    def _packets(self, interface):
        counted = json.loads(self.net.g1.run(["ip", "-j", "-s", "link", "show", interface]))[0]["stats64"]
        return {way: counted[way]["packets"] for way in ("rx", "tx")}

    def nothing_dropped(self):
        """What is only counted, and the gateways' own multicast, are no drops of what was sent here."""
        harmless = ("not_unicast", "late_first")
        dropped = {name: count for name, count in self.stage.drops().items() if not name.endswith(harmless)}
        self.expect(not dropped, "nothing is dropped", dropped)
