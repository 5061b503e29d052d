# SPDX-License-Identifier: BSD-2-Clause
"""The connection tracking table of a site, which counts packets (nf_conntrack_acct)."""
import ipaddress
import re


def connections(site):
    """{(protocol, source, source port): (packets there, packets back)}."""
    table = {}
    for line in site.run(["cat", "/proc/net/nf_conntrack"]).splitlines():
        fields = re.findall(r"(src|sport|packets)=(\S+)", line)
        packets = [int(value) for key, value in fields if key == "packets"]
        ports = [int(value) for key, value in fields if key == "sport"]
        if len(packets) == 2 and ports:
            source = next(value for key, value in fields if key == "src")
            table[(line.split()[2], str(ipaddress.ip_address(source)), ports[0])] = tuple(packets)
    return table


def expect_all_tracked(lab, site, flows):
    """Each UDP flow's packets, of both directions: at least as many as its ends had counted before the table was read."""
    reports = [one.report() for one in flows]
    table = connections(site)
    missed, seen = {}, 0
    for report in reports:
        for key, flow in report.items():
            if key[0] != "udp":
                continue
            sent, answered = (sum(phase[what] for phase in flow["phases"].values()) for what in ("sent", "answered"))
            there, back = table.get(key, (0, 0))
            seen += 1
            if there < sent or back < answered:
                missed[key] = (there, sent, back, answered)
    lab.expect(seen and not missed, "connection tracking sees every packet of every flow, both ways",
               f"{len(missed)} of {seen} not, such as {list(missed.items())[:2]}" if missed else f"{seen} UDP flows")
