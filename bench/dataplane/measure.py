# SPDX-License-Identifier: BSD-2-Clause
"""Instructions per packet: a sender in one host, a sink that drops, everything between them on one CPU."""
import statistics

from gateways import H1, H2, TUNNELS, Gateways

FLOWS, PAYLOAD = 300, 64
FIRST_PORT = 20000
COUNT, ROUNDS = 3000, 3


def sink(site, *interfaces):
    for interface in interfaces:
        # Where Hawser's program is there already, the queueing discipline is too.
        site.run(["tc", "qdisc", "add", "dev", interface, "clsact"], check=False)
        site.run(f"tc filter add dev {interface} ingress protocol all prio 1 matchall action drop")


def sender(lab, net, counts, flows=FLOWS, first_port=FIRST_PORT, back=False, answers=False):
    """The site and the command that sends there. `back`: from h2 towards h1; `answers`: to what the other side asked."""
    site, gateway, source, target = ("h2", "g2", H2, H1) if back else ("h1", "g1", H1, H2)
    return site, [lab.program("bench/dataplane/sender"), "answer" if answers else "ask", "eth0", net.mac(gateway, "eth0"), source,
                  target, flows, PAYLOAD, first_port, *counts]


def send(lab, net, counts, **what):
    """Nanoseconds of the guest's clock a packet, for each count."""
    site, argv = sender(lab, net, counts, **what)
    return [float(line) for line in net.sites[site].run(argv).split()]


def open_flows(lab, net, back=False):
    """A packet of each flow and an answer to it, which goes no further than the host: connection tracking and pins then
    know the flow as one that is answered, as flows are."""
    host = net.h2 if back else net.h1
    sink(net.h1, "eth0")
    sink(net.h2, "eth0")
    send(lab, net, [FLOWS], back=back)
    answered = host.counters("eth0")["eth0"][0]
    send(lab, net, [FLOWS], back=not back, answers=True)
    lab.expect(FLOWS <= host.counters("eth0")["eth0"][0] - answered <= FLOWS + 10, "every flow is answered")


def cost_of(lab, net, what, site, interfaces, back=False):
    """The median of a few runs behind a warm-up; and all packets must have come to the sink."""
    before = sum(site.counters(*interfaces)[name][0] for name in interfaces)
    costs = send(lab, net, [FLOWS] + [COUNT] * ROUNDS, back=back)[1:]
    arrived = sum(site.counters(*interfaces)[name][0] for name in interfaces) - before
    wanted = FLOWS + COUNT * ROUNDS
    # A stray neighbour solicitation or two is nothing.
    lab.expect(wanted <= arrived <= wanted + 10, f"every packet came through: {what}", f"{arrived} of {wanted}")
    lab.say(f"{what}: {' '.join(f'{cost:.0f}' for cost in costs)}")
    return statistics.median(costs)


def out_cost(lab, make, one_endpoint, firewall):
    """From h1's sender to ESP on an uplink of g1."""
    net = Gateways(one_endpoint).build()
    way = make(lab, net, firewall)
    uplinks = [f"w{n}" for n in TUNNELS]
    open_flows(lab, net)
    sink(net.g2, *uplinks)
    cost = cost_of(lab, net, f"{way.name}{', firewall' if firewall else ''}", net.g2, uplinks)
    net.close()
    return cost


def out_calibration(lab):
    """The sender and one virtual wire."""
    net = Gateways().build()
    sink(net.g1, "eth0")
    cost = cost_of(lab, net, "sender alone", net.g1, ["eth0"])
    net.close()
    return cost


def back_cost(lab, make, firewall=False):
    """From h2's sender through g2 and g1 to h1."""
    net = Gateways().build()
    way = make(lab, net, firewall)
    open_flows(lab, net, back=True)
    cost = cost_of(lab, net, f"tunnel to LAN, {way.name}{', firewall' if firewall else ''}", net.h1, ["eth0"], back=True)
    net.close()
    return cost


def back_calibration(lab, make):
    """Up to where g1 has decrypted the packet."""
    net = Gateways().build()
    make(lab, net, False)
    sink(net.g1, "x1")
    cost = cost_of(lab, net, "sender, far gateway and decryption", net.g1, ["x1"], back=True)
    net.close()
    return cost
