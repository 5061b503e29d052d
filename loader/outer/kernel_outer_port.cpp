// SPDX-License-Identifier: BSD-2-Clause
#include "loader/outer/kernel_outer_port.h"

#include <utility>

#include "loader/bpf/pin_dir.h"
#include "loader/outer/outer_keys.h"

namespace hawser::loader {
namespace {

/// Writes what differs, then erases what is not wanted. `write` and `erase` take our keys.
template <typename Key, typename Value, typename Write, typename Erase>
Result<void> make_so(const std::map<Key, Value>& present, const std::map<Key, Value>& wanted, Write write,
                     Erase erase) {
    for (const auto& [key, value] : wanted) {
        const auto found = present.find(key);
        if (found != present.end() && found->second == value) continue;
        if (Result<void> written = write(key, value); !written) return written;
    }
    for (const auto& [key, value] : present) {
        if (wanted.count(key) != 0) continue;
        if (Result<void> erased = erase(key); !erased) return erased;
    }
    return {};
}

Result<void> open_into(const PinDir& dir, const char* name, OwnedFd& to) {
    Result<OwnedFd> fd = dir.open(name);
    if (!fd) return fd.error();
    if (!*fd) return Error(std::string("map ") + name + " is not pinned in " + dir.path());
    to = *std::move(fd);
    return {};
}

}  // namespace

Result<std::unique_ptr<OuterPort>> KernelOuterPort::open(const std::string& pin_dir) {
    const PinDir dir(pin_dir);
    Fds fds;
    const std::pair<const char*, OwnedFd*> wanted[] = {{HW_MAP_OUTERS, &fds.outers},
                                                       {HW_MAP_SPIS, &fds.spis},
                                                       {HW_MAP_TUNNEL_UPLINKS, &fds.uplinks},
                                                       {HW_MAP_STRAYS, &fds.strays}};
    for (const auto& [name, fd] : wanted) {
        if (Result<void> opened = open_into(dir, name, *fd); !opened) return opened.error();
    }
    return std::unique_ptr<OuterPort>(std::make_unique<KernelOuterPort>(std::move(fds)));
}

KernelOuterPort::KernelOuterPort(Fds fds)
    : fds_(std::move(fds)),
      outers_(fds_.outers.get(), HW_MAP_OUTERS),
      spis_(fds_.spis.get(), HW_MAP_SPIS),
      uplinks_(fds_.uplinks.get(), HW_MAP_TUNNEL_UPLINKS),
      strays_(fds_.strays.get(), HW_MAP_STRAYS) {}

Result<OuterPlan> KernelOuterPort::read_plan() {
    OuterPlan plan;
    auto outers = outers_.read_all();
    if (!outers) return outers.error();
    for (const auto& [key, tunnel] : *outers) {
        if (const auto pair = pair_of(key)) plan.pairs[*pair] = TunnelId(tunnel);
    }
    auto uplinks = uplinks_.read_all();
    if (!uplinks) return uplinks.error();
    for (const auto& [tunnel, ifindex] : *uplinks)
        plan.uplinks[TunnelId(tunnel)] = ifindex;
    return plan;
}

Result<void> KernelOuterPort::apply(const OuterPlan& wanted) {
    Result<OuterPlan> present = read_plan();
    if (!present) return present.error();
    // The uplinks first: a pair that names a tunnel without one would let its packets pass everywhere.
    Result<void> uplinks = make_so(
        present->uplinks, wanted.uplinks,
        [&](TunnelId tunnel, uint32_t ifindex) { return uplinks_.write(tunnel.value(), ifindex); },
        [&](TunnelId tunnel) { return uplinks_.erase(tunnel.value()); });
    if (!uplinks) return uplinks;
    return make_so(
        present->pairs, wanted.pairs,
        [&](const OuterPair& pair, TunnelId tunnel) {
            return outers_.write(outer_key_of(pair), tunnel.value());
        },
        [&](const OuterPair& pair) { return outers_.erase(outer_key_of(pair)); });
}

Result<void> KernelOuterPort::list_spi(const SpiName& name, TunnelId tunnel) {
    return spis_.write(spi_key_of(name), hw_spi{tunnel.value()});
}

Result<void> KernelOuterPort::unlist_spi(const SpiName& name) {
    return spis_.erase(spi_key_of(name));
}

Result<std::set<SpiName>> KernelOuterPort::listed_spis() {
    auto entries = spis_.read_all();
    if (!entries) return entries.error();
    std::set<SpiName> names;
    for (const auto& [key, value] : *entries) {
        if (const auto name = spi_of(key)) names.insert(*name);
    }
    return names;
}

Result<std::vector<Stray>> KernelOuterPort::read_strays() {
    auto entries = strays_.read_all();
    if (!entries) return entries.error();
    std::vector<Stray> strays;
    for (const auto& [key, value] : *entries)
        strays.push_back({TunnelId(key.tunnel), key.ifindex, key.leaving != 0, value.packets, value.last_ns});
    return strays;
}

}  // namespace hawser::loader
