// SPDX-License-Identifier: BSD-2-Clause
// What a million pins cost besides their look-up: the memory of all maps, the change of a tunnel's state
// beside a thousand pins, and what a flood of a million new flows takes away, from us and from one LRU hash
// of the same size for all flows, which is what the kernel offers.
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/pkt_cls.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <limits>
#include <sstream>

#include "base/check.h"
#include "bench/pins/lan_path.h"
#include "bench/pins/pin_table.h"
#include "tests/bpf/data_plane.h"

namespace hawser::bpf {
namespace {

constexpr uint32_t kEstablished = 1000;
constexpr uint32_t kFlood = 1'000'000;

uint64_t memlock_of(int fd) {
    std::ifstream info("/proc/self/fdinfo/" + std::to_string(fd));
    for (std::string line; std::getline(info, line);) {
        std::istringstream words(line);
        std::string name;
        uint64_t value = 0;
        if (words >> name >> value && name == "memlock:") return value;
    }
    return 0;
}

/// As the kernel accounts them; since 6.4 that counts the elements of a map without preallocation too.
uint64_t memory_of_all_maps(DataPlane& plane) {
    uint64_t sum = 0;
    const bpf_map* map = nullptr;
    bpf_object__for_each_map(map, plane.skeleton().obj) sum += memlock_of(bpf_map__fd(map));
    return sum;
}

/// Kernel memory in use, in bytes: for kernels that do not account such elements.
uint64_t slab_bytes() {
    std::ifstream info("/proc/meminfo");
    for (std::string line; std::getline(info, line);)
        if (line.rfind("SUnreclaim:", 0) == 0) return std::stoull(line.substr(11)) * 1024;
    return 0;
}

/// The best of many: ns of one write of a tunnel's state, there and back.
double state_change_ns(DataPlane& plane) {
    double best = std::numeric_limits<double>::max();
    for (int round = 0; round < 200; ++round) {
        auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < 50; ++i) {
            plane.set_state(1, HW_TUNNEL_DOWN);
            plane.set_state(1, HW_TUNNEL_UP);
        }
        std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - start;
        best = std::min(best, spent.count() / 100);
    }
    return best;
}

int naive_lru() {
    int fd =
        bpf_map_create(BPF_MAP_TYPE_LRU_HASH, "naive", sizeof(hw_flow4_key), sizeof(hw_pin), 262144, nullptr);
    HAWSER_CHECK(fd >= 0, "making an LRU hash");
    return fd;
}

void report(const char* name, double ours, const char* who, double peer, const char* goal, bool met) {
    fmt::print("figure: {} ours={:.0f} peer={}:{:.0f} ratio={:.2f} goal={} {}\n", name, ours, who, peer,
               peer > 0 ? ours / peer : 0.0, goal, met ? "met" : "short");
}

void flood(DataPlane& plane, PinTable& pins) {
    pins.fill(0, kEstablished);
    int naive = naive_lru();
    PinTable theirs(naive);
    theirs.fill(0, kEstablished);
    // Ours goes through the program; theirs is what a program with one LRU hash would do.
    Bytes packet = Flow{}.outgoing();
    for (uint32_t flow = kEstablished; flow < kEstablished + kFlood; ++flow) {
        const uint32_t address = htonl(bench_address(flow));
        const uint32_t ports = htonl(bench_ports(flow));
        std::memcpy(&packet[14 + 12], &address, sizeof(address));
        std::memcpy(&packet[14 + 20], &ports, sizeof(ports));
        HAWSER_CHECK(plane.lan(packet).verdict == TC_ACT_REDIRECT, "sending a new flow");
    }
    theirs.fill(kEstablished, kEstablished + kFlood);
    const double lost = kEstablished - pins.present(0, kEstablished);
    const double naive_lost = kEstablished - theirs.present(0, kEstablished);
    report("established_lost_of_1000_in_a_flood_of_1000000", lost, "one-LRU-hash", naive_lost, "0",
           lost <= 0);
    close(naive);
}

int run() {
    auto network = Network::instance();
    if (!network) return fmt::print(stderr, "{}\n", network.error().text()), EXIT_FAILURE;
    const uint64_t slab_before = slab_bytes();
    auto plane = DataPlane::load(**network, {.fresh = 65536, .proven = BENCH_PINS});
    if (!plane) return fmt::print(stderr, "{}\n", plane.error().text()), EXIT_FAILURE;
    prepare_for_pins(**plane);
    PinTable pins(bpf_map__fd((*plane)->skeleton().maps.hw_pins4));

    flood(**plane, pins);
    const double few = state_change_ns(**plane);
    pins.fill(0, BENCH_PINS);
    const double many = state_change_ns(**plane);
    report("state_change_ns_with_1000000_pins", many, "with-1000-pins", few, "the-same", many <= few * 1.1);
    const double accounted = static_cast<double>(memory_of_all_maps(**plane)) / BENCH_PINS;
    const double slab = static_cast<double>(slab_bytes() - slab_before) / BENCH_PINS;
    report("bytes_a_pin_of_all_maps", accounted, "growth-of-slabs", slab, "below-200", accounted < 200);
    return EXIT_SUCCESS;
}

}  // namespace
}  // namespace hawser::bpf

int main() {
    return hawser::bpf::run();
}
