# SPDX-License-Identifier: BSD-2-Clause
"""The demonstration's closing table."""

INTERVAL_NOTE = "gap: the longest time without an answer; {} ms of it is the time between two messages"


def gap(report, keys, phase):
    """Median and longest gap of these flows in a phase, as text."""
    gaps = sorted(report[key]["phases"][phase]["longest_gap_ms"] for key in keys if phase in report[key]["phases"])
    return f"{gaps[len(gaps) // 2]} / {gaps[-1]} ms" if gaps else "-"


def lost(report, keys, phase):
    """Lost UDP messages of these flows in a phase."""
    return sum(report[key]["phases"][phase]["lost"] for key in keys if key[0] == "udp" and phase in report[key]["phases"])


def rows(demo):
    for name, bandwidth in zip(demo.names, ("1 Gbit/s", "500 Mbit/s", "250 Mbit/s")):
        first = demo.on(demo.before, name)
        yield (name, bandwidth, len(first), len(demo.on(demo.during, name)), len(demo.on(demo.after, name) - set(demo.new)),
               len(demo.on(demo.new, name)), gap(demo.report, first, "steady"), gap(demo.report, first, "cut"),
               lost(demo.report, first, "cut"))


def print_table(demo):
    heads = ("uplink", "bandwidth", "flows", "cut", "back", "new", "gap steady", "gap cut (median/longest)", "UDP lost")
    lines = [heads, *([str(cell) for cell in row] for row in rows(demo))]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    print(f"\nFlows by the tunnel on which strongSwan received them; {demo.victim.name} was cut silently.")
    for line in lines:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
    print("  " + INTERVAL_NOTE.format(demo.flows.interval_ms))
    foreign = demo.foreign_report
    alive = sum(flow["alive"] for flow in foreign.values())
    print(f"\nOpened behind strongSwan, which chooses their tunnel itself and probes nothing: {len(foreign)} flows, {alive} "
          f"alive at the end; while {demo.victim.name} was cut: gap {gap(foreign, foreign, 'cut')}, "
          f"{lost(foreign, foreign, 'cut')} UDP messages lost.\n", flush=True)
