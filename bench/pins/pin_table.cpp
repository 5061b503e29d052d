// SPDX-License-Identifier: BSD-2-Clause
#include "bench/pins/pin_table.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <netinet/in.h>

#include <cstring>
#include <ctime>

#include "base/check.h"
#include "bench/pins/lan_path.h"

namespace hawser::bpf {
namespace {

uint64_t now_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

}  // namespace

hw_flow4_key pin_key(uint32_t flow) {
    hw_flow4_key key{};
    const uint32_t local = htonl(bench_address(flow));
    const uint32_t remote = htonl(0x0a020009);
    std::memcpy(key.local_addr, &local, sizeof(local));
    std::memcpy(key.remote_addr, &remote, sizeof(remote));
    key.local_port = htons(static_cast<uint16_t>(bench_ports(flow) >> 16));
    key.remote_port = htons(static_cast<uint16_t>(bench_ports(flow)));
    key.protocol = IPPROTO_UDP;
    return key;
}

void prepare_for_pins(DataPlane& plane) {
    plane.add_tunnel(1);
    plane.build_rings();
    plane.change_config([](hw_config& config) {
        config.silence_ms = 3'600'000;
        for (uint32_t& seconds : config.idle_s)
            seconds = 3600;
    });
}

void PinTable::fill(uint32_t from, uint32_t to) {
    hw_pin pin{};
    pin.tunnel = 1;
    pin.bundle = kBundle;
    pin.generation = 1;
    pin.role = HW_PIN_OWNER;
    pin.flags = HW_PIN_PROVEN;
    pin.last_seen_ns = now_ns();
    pin.packets_out = 1;
    pin.packets_in = 1;
    for (uint32_t flow = from; flow < to; ++flow) {
        const hw_flow4_key key = pin_key(flow);
        HAWSER_CHECK(bpf_map_update_elem(map_, &key, &pin, BPF_ANY) == 0, "filling a table of pins");
    }
}

uint32_t PinTable::present(uint32_t from, uint32_t to) const {
    uint32_t count = 0;
    hw_pin pin{};
    for (uint32_t flow = from; flow < to; ++flow) {
        const hw_flow4_key key = pin_key(flow);
        count += bpf_map_lookup_elem(map_, &key, &pin) == 0 ? 1 : 0;
    }
    return count;
}

}  // namespace hawser::bpf
