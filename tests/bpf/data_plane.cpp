// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/data_plane.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/pkt_cls.h>

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "base/ip_prefix.h"

namespace hawser::bpf {
namespace {

template <typename Key, typename Value>
void write(const bpf_map* map, const Key& key, const Value& value) {
    int result = bpf_map__update_elem(map, &key, sizeof(key), &value, sizeof(value), BPF_ANY);
    HAWSER_CHECK(result == 0, "writing a map");
}

/// Quiet, unless it matters: the verifier's log of a program that does not load.
int print(libbpf_print_level level, const char* format, va_list arguments) {
    return level == LIBBPF_WARN ? vfprintf(stderr, format, arguments) : 0;
}

}  // namespace

Result<std::unique_ptr<DataPlane>> DataPlane::load(const Network& network, Capacity capacity) {
    libbpf_set_print(print);
    std::unique_ptr<DataPlane> plane(new DataPlane(network));
    plane->skeleton_ = hawser_bpf__open();
    if (plane->skeleton_ == nullptr) return Error::system("opening the BPF object", errno);
    auto& maps = plane->skeleton_->maps;
    for (bpf_map* map : {maps.hw_new_pins4, maps.hw_new_pins6})
        bpf_map__set_max_entries(map, capacity.fresh);
    for (bpf_map* map : {maps.hw_pins4, maps.hw_pins6})
        bpf_map__set_max_entries(map, capacity.proven);
    if (int result = hawser_bpf__load(plane->skeleton_); result != 0)
        return Error::system("loading the BPF programs", -result);
    plane->settle();
    return plane;
}

void DataPlane::settle() {
    config_.abi_version = HW_ABI_VERSION;
    config_.hash_seed = 0x5eed5eed;
    config_.generation = 1;
    set_forwarding(HW_FORWARDING_FAST);
    write(skeleton_->maps.hw_ifaces, network_.lan(), hw_iface{HW_ROLE_LAN, 0});
    add_bundle(kBundle);
    add_net("10.2.0.0/16", kBundle);
    add_net("2001:db8:2::/48", kBundle);
}

void DataPlane::write_bundle(uint32_t id) {
    write(skeleton_->maps.hw_bundles, id, bundles_[id]);
    forget_ways();
}

void DataPlane::forget_ways() {
    const std::vector<uint8_t> nothing(bpf_map__value_size(skeleton_->maps.bss));
    const uint32_t key = 0;
    HAWSER_CHECK(bpf_map_update_elem(bpf_map__fd(skeleton_->maps.bss), &key, nothing.data(), BPF_ANY) == 0,
                 "emptying the programs' variables");
}

void DataPlane::change_config(const std::function<void(hw_config&)>& change) {
    change(config_);
    write(skeleton_->maps.hw_config, uint32_t{0}, config_);
}

void DataPlane::set_forwarding(hw_forwarding forwarding) {
    change_config([&](hw_config& config) { config.forwarding = forwarding; });
}

void DataPlane::change_bundle(const std::function<void(hw_bundle&)>& change, uint32_t id) {
    change(bundles_[id]);
    write_bundle(id);
}

void DataPlane::set_bundle_flags(uint32_t flags) {
    change_bundle([&](hw_bundle& bundle) { bundle.flags = flags; });
}

void DataPlane::add_bundle(uint32_t id) {
    // Only the first has an interface that exists.
    uint32_t ifindex = id == kBundle ? network_.bundle() : 20000 + id;
    change_bundle(
        [&](hw_bundle& bundle) {
            bundle.ifindex = ifindex;
            bundle.mtu = 1400;
            bundle.failback_s = HW_FAILBACK_NEVER;
        },
        id);
    write(skeleton_->maps.hw_ifaces, ifindex, hw_iface{HW_ROLE_BUNDLE, id});
}

void DataPlane::add_tunnel(uint32_t id, TunnelSpec spec) {
    tunnels_[id] = spec;
    hw_tunnel tunnel{network_.tunnel(id), 100 + id, spec.bundle, spec.tier,
                     spec.weight,         spec.mtu, spec.flags};
    write(skeleton_->maps.hw_tunnels, id, tunnel);
    write(skeleton_->maps.hw_ifaces, network_.tunnel(id), hw_iface{HW_ROLE_TUNNEL, id});
    change_bundle([&](hw_bundle& bundle) { bundle.members[bundle.member_count++] = id; }, spec.bundle);
    set_state(id, spec.state);
    for (const char* all : {"0.0.0.0/0", "::/0"}) {
        add_selector(id, HW_SELECTOR_REMOTE, all, {1, {{0, 65535, 0, {}}}});
        add_selector(id, HW_SELECTOR_LOCAL, all, {1, {{0, 65535, 0, {}}}});
    }
}

void DataPlane::set_state(uint32_t id, hw_tunnel_state state) {
    write(skeleton_->maps.hw_tun_state, id, uint32_t{state});
}

void DataPlane::write_ring(uint32_t number, uint32_t tier, const std::vector<uint32_t>& slots) {
    LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_INNER_MAP);
    std::vector<uint32_t> words{static_cast<uint32_t>(slots.size())};
    words.insert(words.end(), slots.begin(), slots.end());
    int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "ring", sizeof(uint32_t), sizeof(uint32_t),
                            static_cast<uint32_t>(words.size()), &options);
    HAWSER_CHECK(fd >= 0, "making a ring");
    for (uint32_t i = 0; i < words.size(); ++i)
        HAWSER_CHECK(bpf_map_update_elem(fd, &i, &words[i], BPF_ANY) == 0, "filling a ring");
    uint32_t index = number * HW_MAX_TIERS + tier;
    HAWSER_CHECK(bpf_map_update_elem(bpf_map__fd(skeleton_->maps.hw_rings), &index, &fd, BPF_ANY) == 0,
                 "replacing a ring");
    close(fd);
}

void DataPlane::build_rings(uint32_t size) {
    std::map<std::pair<uint32_t, uint32_t>, std::vector<uint32_t>> tickets;
    for (const auto& [id, spec] : tunnels_) {
        auto& ring = tickets[{spec.bundle, spec.tier}];
        ring.insert(ring.end(), spec.weight, id);
    }
    for (const auto& [where, members] : tickets) {
        std::vector<uint32_t> slots(size);
        // The size is prime, so the step visits each slot once and mixes the tunnels.
        for (size_t i = 0; i < slots.size(); ++i)
            slots[i * 337 % slots.size()] = members[i * members.size() / slots.size()];
        write_ring(where.first, where.second, slots);
    }
}

void DataPlane::fill_ring(uint32_t tier, uint32_t id, uint32_t slots) {
    write_ring(kBundle, tier, std::vector<uint32_t>(slots, id));
}

void DataPlane::remove_ring(uint32_t tier) {
    uint32_t index = kBundle * HW_MAX_TIERS + tier;
    bpf_map_delete_elem(bpf_map__fd(skeleton_->maps.hw_rings), &index);
}

void DataPlane::add_net(const std::string& prefix, uint32_t bundle, uint32_t flags) {
    IpPrefix net = IpPrefix::parse(prefix).value();
    ByteView bytes = net.address().bytes();
    if (net.family() == Family::kIpv4) {
        hw_net4_key key{net.length(), {}};
        std::copy(bytes.begin(), bytes.end(), key.addr);
        write(skeleton_->maps.hw_nets4, key, hw_net{bundle, flags});
    } else {
        hw_net6_key key{net.length(), {}};
        std::copy(bytes.begin(), bytes.end(), key.addr);
        write(skeleton_->maps.hw_nets6, key, hw_net{bundle, flags});
    }
}

void DataPlane::add_selector(uint32_t tunnel, hw_selector_side side, const std::string& prefix,
                             hw_selector selector) {
    IpPrefix net = IpPrefix::parse(prefix).value();
    hw_selector_key key{};
    key.prefixlen = HW_SELECTOR_FIXED_BITS + net.length();
    key.tunnel = tunnel;
    key.side = static_cast<uint8_t>(side);
    key.family = static_cast<uint8_t>(net.family());
    ByteView bytes = net.address().bytes();
    std::copy(bytes.begin(), bytes.end(), key.addr);
    write(skeleton_->maps.hw_selectors, key, selector);
}

void DataPlane::clear_selectors(uint32_t tunnel) {
    for (uint8_t family : {uint8_t{4}, uint8_t{6}}) {
        for (uint8_t side : {uint8_t{HW_SELECTOR_REMOTE}, uint8_t{HW_SELECTOR_LOCAL}}) {
            hw_selector_key key{HW_SELECTOR_FIXED_BITS, tunnel, side, family, {}, {}};
            bpf_map__delete_elem(skeleton_->maps.hw_selectors, &key, sizeof(key), 0);
        }
    }
}

void DataPlane::add_probe_id(uint16_t id, uint32_t tunnel) {
    write(skeleton_->maps.hw_probe_ids, uint32_t{id}, tunnel);
}

Outcome DataPlane::run(const bpf_program* program, uint32_t ifindex, const Bytes& packet, uint32_t gso_size) {
    Outcome result;
    result.packet.resize(packet.size() + 256);
    __sk_buff skb{};
    skb.ifindex = ifindex;
    skb.ingress_ifindex = ifindex;
    skb.gso_size = gso_size;
    LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = packet.data(), .data_out = result.packet.data(),
                .data_size_in = static_cast<uint32_t>(packet.size()),
                .data_size_out = static_cast<uint32_t>(result.packet.size()), .ctx_in = &skb,
                .ctx_size_in = sizeof(skb), .repeat = 1);
    int status = bpf_prog_test_run_opts(bpf_program__fd(program), &options);
    if (status != 0) {
        result.verdict = status;
        return result;
    }
    result.verdict = static_cast<int>(options.retval);
    // Both let the packet pass, the one past other programs too.
    if (result.verdict == TC_ACT_UNSPEC) result.verdict = TC_ACT_OK;
    result.packet.resize(options.data_size_out);
    return result;
}

Outcome DataPlane::lan(const Bytes& packet, uint32_t gso_size) {
    return run(skeleton_->progs.hawser_lan, network_.lan(), packet, gso_size);
}

Outcome DataPlane::bundle(const Bytes& packet) {
    return run(skeleton_->progs.hawser_bundle, network_.bundle(), packet);
}

Outcome DataPlane::tunnel(uint32_t id, const Bytes& packet) {
    return run(skeleton_->progs.hawser_tunnel, network_.tunnel(id), packet);
}

}  // namespace hawser::bpf
