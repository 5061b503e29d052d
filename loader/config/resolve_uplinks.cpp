// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>

#include "loader/config/resolve.h"

namespace hawser::loader {
namespace {

std::vector<IpAddress> values_of(const std::vector<Located<IpAddress>>& located) {
    std::vector<IpAddress> values;
    for (const auto& each : located)
        values.push_back(each.value);
    std::sort(values.begin(), values.end());
    return values;
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

void report_missing(const UplinkDraft& draft, Diagnostics& out) {
    const std::string text =
        fmt::format("uplink '{}': there is no interface '{}'", draft.name.value, draft.interface.value);
    if (draft.hotplug) {
        out.warning(draft.interface.where, text, "its tunnels are down until it appears");
    } else {
        out.error(
            draft.interface.where, text,
            "`ip -br link` lists the interfaces of this machine; hotplug = true is for one that comes later");
    }
}

KnownUplink resolve_uplink(const UplinkDraft& draft, const InterfaceLookup& lookup, Diagnostics& out) {
    KnownUplink uplink;
    uplink.config.name = draft.name.value;
    uplink.config.interface = draft.interface.value;
    uplink.config.bandwidth = draft.bandwidth ? draft.bandwidth->value : 0;
    uplink.config.download = draft.download ? draft.download->value : 0;
    if (draft.probe_target) uplink.config.probe_target = draft.probe_target->value;
    uplink.config.hotplug = draft.hotplug;
    uplink.config.tags = sorted_tags(draft.tags);
    uplink.config.addresses = values_of(draft.addresses);
    uplink.config.gateways = values_of(draft.gateways);
    uplink.addresses = uplink.config.addresses;
    if (draft.interface.value.empty()) return uplink;
    const auto info = lookup(draft.interface.value);
    if (!info) {
        report_missing(draft, out);
        return uplink;
    }
    check_against_interface(draft, *info, out);
    if (uplink.is_dynamic()) uplink.addresses = info->addresses;
    return uplink;
}

bool share_address(const KnownUplink& a, const KnownUplink& b) {
    return std::any_of(a.addresses.begin(), a.addresses.end(), [&b](const IpAddress& address) {
        return std::find(b.addresses.begin(), b.addresses.end(), address) != b.addresses.end();
    });
}

void check_pair(const ConfigDraft& draft, const std::vector<KnownUplink>& uplinks, size_t i, size_t before,
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

std::vector<KnownUplink> resolve_uplinks(const ConfigDraft& draft, const InterfaceLookup& lookup,
                                         Diagnostics& out) {
    std::vector<KnownUplink> uplinks;
    for (const UplinkDraft& each : draft.uplinks)
        uplinks.push_back(resolve_uplink(each, lookup, out));
    for (size_t i = 0; i < uplinks.size(); ++i) {
        for (size_t before = 0; before < i; ++before)
            check_pair(draft, uplinks, i, before, out);
    }
    return uplinks;
}

bool KnownUplink::has(Family family) const {
    return std::any_of(addresses.begin(), addresses.end(),
                       [family](const IpAddress& each) { return each.family() == family; });
}

const KnownUplink* find_uplink(const std::vector<KnownUplink>& uplinks, std::string_view name) {
    const auto found = std::find_if(uplinks.begin(), uplinks.end(),
                                    [name](const KnownUplink& each) { return each.config.name == name; });
    return found == uplinks.end() ? nullptr : &*found;
}

}  // namespace hawser::loader
