# SPDX-License-Identifier: BSD-2-Clause
"""The table and the figures."""

SILENT = ("black hole", "esp black hole", "way out dead", "way back dead")
GOALS_MS = {"default": 1000, "fast": 300}
# Who stands beside a profile: the peer that is as quick to judge.
PEER_OF = {"default": "frr-bfd-300ms-x3", "fast": "frr-bfd-80ms-x3"}
DPD = "strongswan-dpd-30s"
HEADS = ("event", "who", "own flows", "gap ms, longest", "median", "others", "moved", "lost", "by chance")


def _cells(row):
    return [row["event"], row["who"], *(str(row.get(key, "-")) for key in ("own", "gap_ms", "median_gap_ms", "others", "others_moved",
                                                                          "others_lost", "others_lost_by_chance"))]


def _print_rows(lines):
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        print("  " + "  ".join(cell.ljust(width) if column < 2 else cell.rjust(width)
                               for column, (cell, width) in enumerate(zip(line, widths))))


def print_table(rows):
    print("\nOne of three uplinks dies under 1,000 flows; 20 ms and 0.1 % loss each way. A gap is known to 20 ms (DPD: 500 ms).")
    print("others: flows of the other tunnels; lost: packets of theirs that no healthy path has lost by chance")
    order = (*SILENT[:1], "carrier lost", *SILENT[1:])
    found = [row for event in order for row in rows if row["event"] == event]
    _print_rows([list(HEADS), *(_cells(row) for row in found)])


class Rows:
    def __init__(self, rows):
        self.rows = {(row["event"], row["who"]): row for row in rows}

    def of(self, event, who, key):
        return self.rows.get((event, who), {}).get(key)

    def gap_of(self, who, event):
        """None too where flows were not carried again: that is a failed run, and no one's time to fail over."""
        return self.of(event, who, "gap_ms") if self.of(event, who, "carried_again_ms") is not None else None


def figure(name, ours, goal, met, peer=None):
    """`peer` is (who, figure), the figure None where it was not measured."""
    who, theirs = peer or ("none", None)
    known = theirs is not None
    print(f"figure: {name} ours={ours:.0f} peer={who}:{theirs if known else 0:.0f} "
          f"ratio={f'{ours / theirs:.3f}' if known and theirs else '-'} goal={goal} {'met' if met else 'short'}")


def _figure_if(name, ours, goal, most):
    if ours is not None:
        figure(name, ours, goal, ours <= most)


def _silent(rows, profile):
    who, goal = f"hawser {profile}", GOALS_MS[profile]
    for event in SILENT:
        ours = rows.of(event, who, "gap_ms")
        if ours is None:
            continue
        name = f"{event.replace(' ', '-')}-{profile}-gap-ms"
        theirs = [(other, rows.gap_of(other, event)) for other in (PEER_OF[profile], DPD)]
        for peer in [peer for peer in theirs if peer[1] is not None] or [None]:
            figure(name, ours, f"<{goal}", ours < goal, peer)
        if event.startswith("way"):
            _figure_if(f"{event.replace(' ', '-')}-{profile}-flows-with-two-ways", rows.of(event, who, "torn"), "0", 0)


def print_figures(rows, alarms):
    known = Rows(rows)
    for profile in GOALS_MS:
        _silent(known, profile)
        _figure_if(f"carrier-lost-{profile}-next-packet-ms", known.of("carrier lost", f"hawser {profile}", "after_kernel_ms"), "<10", 10)
    for peer in ("hawser", "strongswan"):
        _figure_if(f"peer-{peer}-reboots-recovered-ms", known.of("peer reboots", peer, "recovered_ms"), "<=2000", 2000)
    for profile, count in alarms.items():
        figure(f"false-alarms-{profile}-ten-hours", count, "0", count == 0)
    minutes = known.of("flapping", "hawser default", "minutes")
    _figure_if(f"flapping-{minutes}-minutes-moves-of-a-flow", known.of("flapping", "hawser default", "moves"), "<=2", 2)
    ours = [row["others_lost"] for row in rows if row["who"].startswith("hawser ") and "others_lost" in row]
    theirs = [row["others_lost"] for row in rows if row["who"] == PEER_OF["default"] and "others_lost" in row]
    if ours:
        figure("packets-lost-by-flows-of-other-tunnels", sum(ours), "0", sum(ours) == 0, ("frr", sum(theirs)) if theirs else None)


def print_all(rows, alarms):
    print_table(rows)
    print(flush=True)
    print_figures(rows, alarms)
