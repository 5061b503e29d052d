// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>

#include "loader/config/resolve.h"

namespace hawser::loader {
namespace {

/// The configured addresses, and for each family without one the first that the interface has.
std::vector<IpAddress> one_per_family(const std::vector<Located<IpAddress>>& configured,
                                      const std::vector<IpAddress>& known) {
    std::vector<IpAddress> result;
    if (!configured.empty()) {
        for (const auto& each : configured)
            result.push_back(each.value);
    } else {
        for (const Family family : {Family::kIpv4, Family::kIpv6}) {
            const auto first = std::find_if(known.begin(), known.end(), [family](const IpAddress& each) {
                return each.family() == family;
            });
            if (first != known.end()) result.push_back(*first);
        }
    }
    std::sort(result.begin(), result.end());
    return result;
}

void check_against_interface(const UplinkDraft& draft, const InterfaceInfo& info, Diagnostics& out) {
    for (const auto& configured : draft.addresses) {
        const bool present =
            std::find(info.addresses.begin(), info.addresses.end(), configured.value) != info.addresses.end();
        if (present) continue;
        out.warning(configured.where,
                    fmt::format("interface {} does not have the address {}", draft.interface.value,
                                configured.value.to_string()),
                    "tunnels of this uplink stay down until it does");
    }
    if (draft.addresses.empty() && info.addresses.empty()) {
        out.warning(draft.where,
                    fmt::format("uplink '{}': interface {} has no global address yet", draft.name.value,
                                draft.interface.value),
                    "tunnels of this uplink stay down until it has one");
    }
}

UplinkConfig resolve_uplink(const UplinkDraft& draft, const InterfaceLookup& lookup, Diagnostics& out) {
    UplinkConfig uplink;
    uplink.name = draft.name.value;
    uplink.interface = draft.interface.value;
    uplink.bandwidth = draft.bandwidth ? draft.bandwidth->value : 0;
    std::optional<InterfaceInfo> info;
    if (!uplink.interface.empty()) {
        info = lookup(uplink.interface);
        if (info) {
            check_against_interface(draft, *info, out);
        } else {
            out.error(draft.interface.where,
                      fmt::format("uplink '{}': there is no interface '{}'", uplink.name, uplink.interface),
                      "`ip -br link` lists the interfaces of this machine");
        }
    }
    uplink.addresses = one_per_family(draft.addresses, info ? info->addresses : std::vector<IpAddress>{});
    uplink.gateways = one_per_family(draft.gateways, info ? info->gateways : std::vector<IpAddress>{});
    return uplink;
}

bool share_address(const UplinkConfig& a, const UplinkConfig& b) {
    return std::any_of(a.addresses.begin(), a.addresses.end(), [&b](const IpAddress& address) {
        return std::find(b.addresses.begin(), b.addresses.end(), address) != b.addresses.end();
    });
}

void check_pair(const ConfigDraft& draft, const std::vector<UplinkConfig>& uplinks, size_t i, size_t before,
                Diagnostics& out) {
    const UplinkDraft& mine = draft.uplinks[i];
    const UplinkDraft& other = draft.uplinks[before];
    if (!mine.name.value.empty() && mine.name.value == other.name.value) {
        out.error(mine.name.where,
                  fmt::format("two uplinks are named '{}'; the other is in line {}", mine.name.value,
                              other.name.where.line),
                  "give each a name of its own");
    }
    if (!share_address(uplinks[i], uplinks[before])) return;
    out.error(mine.where,
              fmt::format("uplinks '{}' and '{}' (line {}) have the same address", mine.name.value,
                          other.name.value, other.where.line),
              "each uplink needs an address of its own, so that its tunnels can be told apart");
}

}  // namespace

std::vector<UplinkConfig> resolve_uplinks(const ConfigDraft& draft, const InterfaceLookup& lookup,
                                          Diagnostics& out) {
    std::vector<UplinkConfig> uplinks;
    for (const UplinkDraft& each : draft.uplinks)
        uplinks.push_back(resolve_uplink(each, lookup, out));
    for (size_t i = 0; i < uplinks.size(); ++i) {
        for (size_t before = 0; before < i; ++before)
            check_pair(draft, uplinks, i, before, out);
    }
    return uplinks;
}

const IpAddress* address_of(const UplinkConfig& uplink, Family family) {
    const auto found = std::find_if(uplink.addresses.begin(), uplink.addresses.end(),
                                    [family](const IpAddress& each) { return each.family() == family; });
    return found == uplink.addresses.end() ? nullptr : &*found;
}

const UplinkConfig* find_uplink(const std::vector<UplinkConfig>& uplinks, std::string_view name) {
    const auto found = std::find_if(uplinks.begin(), uplinks.end(),
                                    [name](const UplinkConfig& each) { return each.name == name; });
    return found == uplinks.end() ? nullptr : &*found;
}

}  // namespace hawser::loader
