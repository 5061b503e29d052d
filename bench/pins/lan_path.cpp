// SPDX-License-Identifier: BSD-2-Clause
// What the lan program costs for a packet of a pinned flow, natively: over an empty program, against the
// least program that forwards by a pin (parse, one look-up in an LRU hash, redirect), and with random flows
// against a bare look-up in a hash of the same size, keys and values. All run by the same driver, which makes
// the packets and ends in the program under test.
#include "bench/pins/lan_path.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/pkt_cls.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <limits>

#include "base/check.h"
#include "bench/pins/lan_path.skel.h"
#include "bench/pins/pin_table.h"
#include "tests/bpf/data_plane.h"

namespace hawser::bpf {
namespace {

constexpr int kRounds = 15;
constexpr int kRepeats = 300'000;

/// ns of one run, the best of all rounds, since what disturbs a run only adds to it; without the empty
/// program's.
struct Costs {
    double minimal = 0;
    double look_up = 0;
    double ours = 0;
};

class Bench {
 public:
    Bench() : own_(bench_lan_path__open_and_load()) { HAWSER_CHECK(own_ != nullptr, "loading the bench"); }
    ~Bench() { bench_lan_path__destroy(own_); }
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    [[nodiscard]] bench_lan_path& own() { return *own_; }

    Costs measure(DataPlane& plane, uint64_t flows) {
        const bench_traffic traffic{0x9e3779b97f4a7c15U, flows};
        const uint32_t zero = 0;
        bpf_map_update_elem(bpf_map__fd(own_->maps.bench_traffic), &zero, &traffic, BPF_ANY);
        const bpf_program* programs[] = {own_->progs.bench_empty, own_->progs.bench_minimal,
                                         own_->progs.bench_look_up, plane.skeleton().progs.hawser_lan};
        double best[std::size(programs)];
        std::fill(std::begin(best), std::end(best), std::numeric_limits<double>::max());
        for (int round = 0; round < kRounds; ++round)
            for (size_t i = 0; i < std::size(programs); ++i)
                best[i] = std::min(best[i], run(plane, programs[i], i == 0 ? TC_ACT_OK : TC_ACT_REDIRECT));
        return {best[1] - best[0], best[2] - best[0], best[3] - best[0]};
    }

 private:
    double run(DataPlane& plane, const bpf_program* program, int verdict) {
        const uint32_t zero = 0;
        const int next = bpf_program__fd(program);
        HAWSER_CHECK(bpf_map_update_elem(bpf_map__fd(own_->maps.bench_next), &zero, &next, BPF_ANY) == 0,
                     "setting the program under test");
        Bytes packet = Flow{}.outgoing();
        __sk_buff skb{};
        skb.ifindex = plane.network().lan();
        LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = packet.data(),
                    .data_size_in = static_cast<uint32_t>(packet.size()), .ctx_in = &skb,
                    .ctx_size_in = sizeof(skb), .repeat = kRepeats);
        HAWSER_CHECK(bpf_prog_test_run_opts(bpf_program__fd(own_->progs.bench_drive), &options) == 0,
                     "running a program");
        HAWSER_CHECK(static_cast<int>(options.retval) == verdict, "another verdict than the bench is about");
        return options.duration;
    }

    bench_lan_path* own_;
};

void print(const char* name, double ours, const char* who, double peer, double ratio, double goal) {
    fmt::print("figure: {} ours={:.0f} peer={}:{:.0f} ratio={:.2f} goal=at-most-{} {}\n", name, ours, who,
               peer, ratio, goal, ratio <= goal ? "met" : "short");
}

int run() {
    auto network = Network::instance();
    if (!network) return fmt::print(stderr, "{}\n", network.error().text()), EXIT_FAILURE;
    auto plane = DataPlane::load(**network, {.fresh = 65536, .proven = BENCH_PINS});
    if (!plane) return fmt::print(stderr, "{}\n", plane.error().text()), EXIT_FAILURE;
    prepare_for_pins(**plane);
    Bench bench;
    PinTable pins(bpf_map__fd((*plane)->skeleton().maps.hw_pins4));
    PinTable hash(bpf_map__fd(bench.own().maps.bench_hash));
    const int lru = bpf_map__fd(bench.own().maps.bench_lru);
    const auto fill = [&](uint32_t from, uint32_t to) {
        pins.fill(from, to);
        hash.fill(from, to);
        for (uint32_t flow = from; flow < to; ++flow) {
            const hw_flow4_key key = pin_key(flow);
            const bench_pin pin{(*network)->tunnel(1), 0, 0};
            HAWSER_CHECK(bpf_map_update_elem(lru, &key, &pin, BPF_ANY) == 0, "filling the LRU hash");
        }
    };

    fill(0, 1000);
    const Costs one = bench.measure(**plane, 1);
    const Costs thousand = bench.measure(**plane, 1000);
    fill(1000, BENCH_PINS);
    const Costs million = bench.measure(**plane, BENCH_PINS);
    fmt::print("ns for a packet over an empty program; the best of {} rounds of {}\n", kRounds, kRepeats);
    print("lan_pinned_ns", one.ours, "parse-LRU-redirect", one.minimal, one.ours / one.minimal, 1.8);
    print("lan_1000_pins_beyond_one_ns", thousand.ours - one.ours, "bare-hash", thousand.look_up,
          (thousand.ours - one.ours) / thousand.look_up, 1.25);
    print("lan_1000000_pins_beyond_one_ns", million.ours - one.ours, "bare-hash", million.look_up,
          (million.ours - one.ours) / million.look_up, 1.25);
    fmt::print(
        "whole: 1 flow {:.0f} (bare look-up {:.0f}), 1000 {:.0f} (minimal {:.0f}), 1000000 {:.0f} "
        "(minimal {:.0f})\n",
        one.ours, one.look_up, thousand.ours, thousand.minimal, million.ours, million.minimal);
    return EXIT_SUCCESS;
}

}  // namespace
}  // namespace hawser::bpf

int main() {
    return hawser::bpf::run();
}
