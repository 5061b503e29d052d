# SPDX-License-Identifier: BSD-2-Clause
"""What a program may leave behind in a site's kernel, as text to compare."""
from guest import process

LOOKS = {
    "xfrm states": "ip xfrm state",
    "xfrm policies": "ip xfrm policy; ip -s -s xfrm policy count",
    "interfaces": "ip -o link show",
    "rules": "ip rule; ip -6 rule",
    "routes": "ip route show table all; ip -6 route show table all",
    "filters": "for i in $(ls /sys/class/net); do tc qdisc show dev $i; tc filter show dev $i ingress; tc filter show dev $i egress; done",
    "pinned objects": "find /sys/fs/bpf -mindepth 1",
}


def traces(site):
    """{kind: lines}, in an order of their own."""
    return {kind: sorted(line.strip() for line in process.run(look, site=site, check=False).splitlines())
            for kind, look in LOOKS.items()}


def settled_traces(lab, site):
    """The traces once the site's links are up, with the addresses and routes that the kernel then makes by itself."""
    lab.need(f"the links of {site.name} are up", lambda: "NO-CARRIER" not in process.run("ip -o link show", site=site), 20)
    seen = [traces(site)]

    def settled():
        seen.append(traces(site))
        return seen[-1] == seen[-2]
    lab.need(f"{site.name} has settled", settled, 20, interval=1.5)
    return seen[-1]


def differences(before, after):
    """{kind: (what has gone, what has come)}, for kinds that differ."""
    return {kind: ([line for line in before[kind] if line not in after[kind]],
                   [line for line in after[kind] if line not in before[kind]])
            for kind in LOOKS if before[kind] != after[kind]}
