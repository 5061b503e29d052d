# SPDX-License-Identifier: BSD-2-Clause
"""One table and some figures out of what the guests have measured."""

# 5,000 rings of 4,099 entries, which the kernel rounds up to the next power of two.
FULL_RINGS_KB_A_PEER = 160e3 / 5000
# Goals of the whole: see README.md.
PACKET_GOAL, RINGS_GOAL, MEMORY_GOAL = 1.10, 0.10, 0.10
INTERFACE_KB = 55
STEPS = (("SAs", "SAs"), ("policies", "policies"), ("interfaces", "interfaces"), ("data plane", "maps, programs, routes, twice"))


def _column(figures, who):
    return f"{figures['release'].split('-')[0]} {figures['interfaces']}, {figures[who]['tunnels']}"


def _cells(told):
    """{row: text}: what one gateway has cost."""
    cells = {}
    for key, row in STEPS:
        step = told["steps"][key]
        cells[row] = f"{step['ms']:.0f} ms, {step['kB'] / 1024:.1f} MB"
    for name, took in told["took"].items():
        cells[f"  {name}"] = f"{took:.1f} ms"
    cells["  first plan and apply"] = f"{told['took']['plan'] + told['took']['apply']:.0f} ms"
    cells["  again, nothing to do"] = f"{reconcile_again(told):.0f} ms"
    cells["maps: rings"] = f"{rings_kb(told) / 1024:.2f} MB"
    cells["maps: others, without pins"] = f"{other_maps_kb(told) / 1024:.2f} MB"
    cells["memory a tunnel: SAs, policies"] = f"{(told['steps']['SAs']['kB'] + told['steps']['policies']['kB']) / told['tunnels']:.1f} kB"
    cells["memory a tunnel: all else"] = f"{data_plane_kb(told) / told['tunnels']:.1f} kB"
    return cells


def reconcile_again(told):
    return sum(took for name, took in told["took"].items() if name.startswith("again-"))


def rings_kb(told):
    return sum(size for name, size in told["maps"].items() if name == "hw_ring")


def other_maps_kb(told):
    return sum(size for name, size in told["maps"].items() if name != "hw_ring" and "pins" not in name)


def data_plane_kb(told):
    """Interfaces, routes and maps, without the pins, whose number is configured."""
    pins = sum(size for name, size in told["maps"].items() if "pins" in name)
    # Making one interface takes nothing that could be told from what was freed meanwhile.
    return max(told["steps"]["interfaces"]["kB"], 0) + told["steps"]["data plane"]["kB"] - pins


def print_table(all_figures):
    columns = [(figures, who) for figures in all_figures for who in ("few", "many")]
    tables = [_cells(figures[who]) | {"instructions a packet, LAN to ESP": f"{figures[who]['packet'] - figures['sender']:.0f}"}
              for figures, who in columns]
    rows = list(dict.fromkeys(row for cells in tables for row in cells))
    heads = [_column(figures, who) for figures, who in columns]
    width = max(map(len, rows))
    print("  " + " " * width + "".join(f"  {head:>24}" for head in heads))
    for row in rows:
        print(f"  {row:<{width}}" + "".join(f"  {cells.get(row, ''):>24}" for cells in tables))


def _figure(name, ours, who, theirs, goal):
    print(f"figure: {name} ours={ours:.1f} peer={who}:{theirs:.1f} ratio={ours / theirs:.3f} goal=<={goal}x "
          f"{'met' if ours <= goal * theirs else 'short'}")


def print_figures(figures):
    few, many, kernel = figures["few"], figures["many"], ".".join(figures["release"].split(".")[:2])
    kind = "hub" if figures["interfaces"] == "shared" else "each"
    _figure(f"{kind}_packet_{many['tunnels']}_tunnels-{kernel}", many["packet"] - figures["sender"], f"{few['tunnels']}-tunnels",
            few["packet"] - figures["sender"], PACKET_GOAL)
    _figure(f"{kind}_rings_kb-{kernel}", rings_kb(many), "full-rings", FULL_RINGS_KB_A_PEER * many["peers"], RINGS_GOAL)
    if kind == "hub":
        grown = (data_plane_kb(many) - data_plane_kb(few)) / (many["tunnels"] - few["tunnels"])
        _figure(f"hub_memory_kb_a_tunnel-{kernel}", grown, "interface-each", INTERFACE_KB, MEMORY_GOAL)


def print_all(all_figures):
    print("Time by the guest's clock, an instruction a nanosecond; memory that is no longer available")
    print_table(all_figures)
    print()
    for figures in all_figures:
        print_figures(figures)
