# SPDX-License-Identifier: BSD-2-Clause
"""The closing table of the failover story."""
from guest.traffic import on

HEADS = ("uplink", "weight", "flows", "cut", "back", "new", "gap steady", "gap cut (median/longest)", "UDP lost")
INTERVAL_NOTE = "gap: the longest time without an answer; {} ms of it is the time between two messages"


def gap(report, keys, phase):
    """Median and longest gap of these flows in a phase, as text."""
    gaps = sorted(report[key]["phases"][phase]["longest_gap_ms"] for key in keys if phase in report[key]["phases"])
    return f"{gaps[len(gaps) // 2]} / {gaps[-1]} ms" if gaps else "-"


def lost(report, keys, phase):
    """Lost UDP messages of these flows in a phase."""
    return sum(report[key]["phases"][phase]["lost"] for key in keys if key[0] == "udp" and phase in report[key]["phases"])


def print_lines(lines):
    """Rows of cells in columns."""
    lines = [[str(cell) for cell in line] for line in lines]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


def _rows(story):
    for name, weight in zip(story.names, story.weights):
        first = on(story.before, name)
        yield (name, weight, len(first), len(on(story.during, name)), len(on(story.after, name) - set(story.new)),
               len(on(story.new, name)), gap(story.report, first, "steady"), gap(story.report, first, "cut"),
               lost(story.report, first, "cut"))


def print_flow_table(story, seen_by):
    print(f"\nFlows by the tunnel on which {seen_by} received them; {story.victim.name} was cut silently.")
    print_lines([HEADS, *_rows(story)])
    print("  " + INTERVAL_NOTE.format(story.traffic.interval_ms), flush=True)
