#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What an IKE responder costs: charon and hawserd, in turn, under the same load. See README.md beside this."""
import argparse
import os
import pathlib
import shutil
import statistics
import sys
import tempfile
import time

from responders import ROOT, Charon, Hawser, Load, Namespaces, make_certificates

# Handshakes by one more SA, at so many SAs.
CURVE = (1000, 2000, 5000, 10000, 20000, 50000)
SAMPLE = 1000
# Seconds of silence after which each of them asks its peer: the timers are there, and none is due before the end.
LIVENESS = 3600


def settled(responder):
    """After its queues of jobs have run empty."""
    time.sleep(0.5)
    return responder.cpu_seconds(), responder.resident_kb()


def measure(kind, spaces, options, auth, count):
    """CPU microseconds a handshake and memory an SA, of a responder that has done a tenth as many before."""
    warm_up = max(count // 10, 100)
    with tempfile.TemporaryDirectory(prefix="hawser-bench-") as folder:
        with kind(spaces, options.build, pathlib.Path(folder), auth, count + warm_up) as responder:
            with Load(spaces, options.build, auth, options.window) as load:
                load.begin(warm_up)
                cpu, memory = settled(responder)
                outcome = load.begin(count)
                cpu_after, memory_after = settled(responder)
    result = {"us": (cpu_after - cpu) / outcome["up"] * 1e6, "kb": (memory_after - memory) / outcome["up"]}
    print(f"{kind.name}, {auth.name}: {outcome['up']:.0f} up, {outcome['failed']:.0f} failed, {outcome['seconds']:.1f} s, "
          f"{outcome['retransmissions']:.0f} retransmissions, {result['us']:.0f} us CPU a handshake, "
          f"{result['kb']:.2f} kB an SA", flush=True)
    return result


def rounds(spaces, options, auth, count):
    """Both in turn; of each its least CPU time, which other work on the machine has disturbed the least."""
    results = {kind: [] for kind in (Charon, Hawser)}
    for _ in range(options.rounds):
        for kind, found in results.items():
            found.append(measure(kind, spaces, options, auth, count))
    return {kind: {"us": min(one["us"] for one in found), "kb": statistics.median(one["kb"] for one in found)}
            for kind, found in results.items()}


def verdict(met):
    return "met" if met else "short"


def figure(name, ours, peer, goal, who=Charon.name):
    ratio = ours / peer
    print(f"figure: {name} ours={ours:.2f} peer={who}:{peer:.2f} ratio={ratio:.3f} goal=at-most-{goal} "
          f"{verdict(ratio <= goal)}", flush=True)


def compare(spaces, options, auth, count, goal):
    results = rounds(spaces, options, auth, count)
    figure(f"{auth.name}_x25519_us", results[Hawser]["us"], results[Charon]["us"], goal)
    return results


def curve(spaces, options, auth):
    """Of hawserd alone: what a further handshake costs, and a further SA, by how many there are."""
    points, have = {}, 0
    steps = [point for point in CURVE if point <= options.most]
    with tempfile.TemporaryDirectory(prefix="hawser-bench-") as folder:
        with Hawser(spaces, options.build, pathlib.Path(folder), auth, steps[-1] + SAMPLE, LIVENESS) as responder, \
                Load(spaces, options.build, auth, options.window) as load:
            for point in steps:
                if point > have:  # the sample before may have come as far
                    load.begin(point - have)
                before = settled(responder)
                load.begin(SAMPLE)
                after = settled(responder)
                have = point + SAMPLE
                points[point] = ((after[0] - before[0]) / SAMPLE * 1e6, (after[1] - before[1]) / SAMPLE)
                print(f"curve: at {point} SAs one more costs {points[point][0]:.0f} us and {points[point][1]:.2f} kB",
                      flush=True)
    first, last = points[steps[0]], points[steps[-1]]
    figure(f"one_more_at_{steps[-1]}_us", last[0], first[0], 1.15, f"hawserd-at-{steps[0]}")
    return points


def count_figure(name, outcome, wanted):
    missing = wanted - outcome["up"]
    met = missing == 0 and outcome["failed"] == 0
    print(f"figure: {name} ours={missing:.0f} missing, {outcome['failed']:.0f} attempts failed, "
          f"{outcome['seconds']:.1f} s peer=none:0 ratio=0 goal=none-missing-none-failed {verdict(met)}", flush=True)


def reconnect(spaces, options, auth):
    """All peers at once, of whom the responder knows nothing; then it is killed and comes back."""
    count = options.peers
    with tempfile.TemporaryDirectory(prefix="hawser-bench-") as folder:
        run = pathlib.Path(folder)
        with Hawser(spaces, options.build, run, auth, count) as responder, \
                Load(spaces, options.build, auth, count, persist=True) as load:
            outcome = load.begin(count)
            count_figure(f"all_{count}_begin_at_once", outcome, count)
            load.ask("watch")
            responder.kill()
            with Hawser(spaces, options.build, run, auth, count):
                outcome = load.outcome()
                count_figure(f"all_{count}_come_back_to_a_killed_responder", outcome, count)
                time.sleep(30)  # every peer has asked for every SA meanwhile
                load.ask("tell")
                lost = load.outcome()["lost"] - outcome["lost"]
                print(f"figure: sas_lost_afterwards ours={lost:.0f} peer=none:0 ratio=0 goal=none {verdict(lost == 0)}",
                      flush=True)


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--count", type=int, default=10000, help="IKE SAs of a run with keys")
    parser.add_argument("--certificates", type=int, default=2000, help="IKE SAs of a run with certificates")
    parser.add_argument("--rounds", type=int, default=2, help="runs of each responder")
    parser.add_argument("--window", type=int, default=16, help="handshakes under way at a time")
    parser.add_argument("--most", type=int, default=CURVE[-1], help="SAs at the end of the curve")
    parser.add_argument("--peers", type=int, default=10000, help="that begin at once")
    parser.add_argument("--only", choices=("psk", "ecdsa", "curve", "reconnect"), action="append")
    options = parser.parse_args()
    options.build = options.build.resolve() / "bench/ike"
    return options


def main():
    options = parse()
    if os.geteuid() != 0 or not shutil.which("ip"):
        sys.exit("bench ike: needs root, for network namespaces")
    wanted = options.only or ("psk", "ecdsa", "curve", "reconnect")
    with Namespaces() as spaces, tempfile.TemporaryDirectory(prefix="hawser-bench-") as folder:
        psk, ecdsa = make_certificates(pathlib.Path(folder))
        if "psk" in wanted:
            results = compare(spaces, options, psk, options.count, 0.35)
            figure(f"psk_memory_at_{options.count}_kb", results[Hawser]["kb"], results[Charon]["kb"], 0.35)
        if "ecdsa" in wanted:
            compare(spaces, options, ecdsa, options.certificates, 0.40)
        if "curve" in wanted:
            curve(spaces, options, psk)
        if "reconnect" in wanted:
            reconnect(spaces, options, psk)


if __name__ == "__main__":
    main()
