# SPDX-License-Identifier: BSD-2-Clause
"""Tables and figures out of what the guests have measured."""

PLAIN, MARKS, FAST, STACK = "plain route", "connmark + ip rule", "hawser fast", "hawser stack"
HEADS = {"distinct": "LAN to ESP, distinct endpoints: no steering of outer packets",
         "one": "LAN to ESP, one endpoint: every way steered, the kernel's by source rules",
         "back": "Tunnel to LAN, behind decryption (Hawser checks the selectors, the kernel its policies)"}
# The most that each figure may be: (name, table, our way, with the firewall, the other's way, goal).
RATIOS = (
    ("lan-to-esp", "distinct", FAST, False, PLAIN, 0.88),
    ("lan-to-esp-one-endpoint", "one", FAST, False, PLAIN, 0.96),
    ("stack-with-firewall-marks", "distinct", STACK, True, MARKS, 0.95),
    ("stack-with-firewall-plain", "distinct", STACK, True, PLAIN, 1.06),
    ("forced-fast-with-firewall", "distinct", FAST, True, PLAIN, 0.80),
    ("tunnel-to-lan", "back", FAST, False, PLAIN, 0.60),
)


def _base(figures, table):
    return figures["decrypted" if table == "back" else "sender"]


def _net(figures, table, way, firewall):
    return figures[table][way][firewall] - _base(figures, table)


def _rows(lines):
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        print("  " + "  ".join(cell.ljust(width) if not column else cell.rjust(width)
                               for column, (cell, width) in enumerate(zip(line, widths))))


def print_costs(all_figures):
    """Instructions per packet over the lab's own, and in parentheses the ratio to the plain route in the same state."""
    for table, head in HEADS.items():
        print(f"\n{head}: instructions a packet (ratio to the plain route of that column)")
        columns = [(kernel, firewall) for kernel in all_figures for firewall in (False, True)]
        lines = [["", *(f"{kernel}{' + firewall' if firewall else ''}" for kernel, firewall in columns)]]
        for way in next(iter(all_figures.values()))[table]:
            cells = [way]
            for kernel, firewall in columns:
                figures = all_figures[kernel]
                cost, plain = _net(figures, table, way, firewall), _net(figures, table, PLAIN, firewall)
                cells.append(f"{cost:.0f} ({cost / plain:.2f})")
            lines.append(cells)
        lines.append(["the lab's own", *(f"{_base(all_figures[kernel], table):.0f}" if not firewall else ""
                                         for kernel, firewall in columns)])
        _rows(lines)


def print_moves(all_figures):
    print("\nFlows moved, of 10,000, when one of three tunnels dies and returns")
    lines = [["kernel", "way", "tunnel", "flows on it", "of other tunnels moved", "left without tunnel", "moved back"]]
    for kernel, figures in all_figures.items():
        for told in figures["moves"]:
            lines.append([kernel, told["way"], str(told["dead"]), str(told["on_dead"]), str(told["collateral"]),
                          str(told["stranded"]), str(told["moved_back"])])
    _rows(lines)
    for kernel, figures in all_figures.items():
        timed = next(told for told in figures["moves"] if "last_on_dead_ns" in told)
        print(f"  {kernel}: in a stream of packets the last one on the dead tunnel was {timed['last_on_dead_ns']:+d} ns from the "
              f"map write's return; {timed['packets_after']} packets came after it")


def _figure(name, ours, who, theirs, goal, met):
    ratio = f"{ours / theirs:.3f}" if theirs else "-"
    print(f"figure: {name} ours={ours:.0f} peer={who.replace(' ', '-')}:{theirs:.0f} ratio={ratio} goal={goal} "
          f"{'met' if met else 'short'}")


def print_figures(all_figures):
    print()
    for kernel, figures in all_figures.items():
        for name, table, our_way, firewall, other, goal in RATIOS:
            ours, theirs = _net(figures, table, our_way, firewall), _net(figures, table, other, firewall)
            _figure(f"{name}-{kernel}", ours, other, theirs, f"<={goal}x", ours <= goal * theirs)
        told = {entry["way"]: entry for entry in reversed(figures["moves"])}
        ours, peer = told[FAST], told["kernel ECMP"]
        for key, name in (("collateral", "flows-of-others-moved"), ("moved_back", "flows-moved-back"),
                          ("stranded", "flows-stranded")):
            _figure(f"{name}-{kernel}", ours[key], peer["way"], peer[key], "0", ours[key] == 0)
        late = max(ours["last_on_dead_ns"], 0)
        _figure(f"ns-on-dead-tunnel-after-map-write-{kernel}", late, "none", 0, "next-packet", late == 0)
