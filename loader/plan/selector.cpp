// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/selector.h"

#include <algorithm>
#include <optional>

#include "base/bytes.h"

namespace hawser::loader {
namespace {

/// Absent after the family's last address.
std::optional<IpAddress> successor(const IpAddress& address) {
    Bytes bytes = to_bytes(address.bytes());
    for (size_t i = bytes.size(); i-- > 0;) {
        if (++bytes[i] != 0) return IpAddress::from_bytes(bytes);
    }
    return std::nullopt;
}

/// The shortest prefix that begins with `first` and does not go beyond `last`.
IpPrefix largest_prefix(const IpAddress& first, const IpAddress& last) {
    IpPrefix best(first, first.bits());
    for (unsigned length = first.bits(); length-- > 0;) {
        const IpPrefix wider(first, length);
        if (wider.address() != first || wider.last() > last) break;
        best = wider;
    }
    return best;
}

void widen(hw_selector& entry, const hw_selector& by) {
    if (entry.protocol != by.protocol) entry.protocol = 0;
    entry.port_first = std::min(entry.port_first, by.port_first);
    entry.port_last = std::max(entry.port_last, by.port_last);
}

hw_selector abi_of(const Selector& selector) {
    hw_selector entry{};
    entry.protocol = selector.protocol;
    entry.port_first = selector.port_first;
    entry.port_last = selector.port_last;
    return entry;
}

}  // namespace

std::vector<IpPrefix> prefixes_of_range(const IpAddress& first, const IpAddress& last) {
    std::vector<IpPrefix> prefixes;
    if (first.family() != last.family()) return prefixes;
    std::optional<IpAddress> next = first;
    while (next && *next <= last) {
        prefixes.push_back(largest_prefix(*next, last));
        next = successor(prefixes.back().last());
    }
    return prefixes;
}

std::map<IpPrefix, hw_selector> selector_entries(const std::vector<Selector>& selectors) {
    std::map<IpPrefix, hw_selector> own;
    for (const Selector& selector : selectors) {
        for (const IpPrefix& prefix : prefixes_of_range(selector.first, selector.last)) {
            const auto [entry, is_new] = own.try_emplace(prefix, abi_of(selector));
            if (!is_new) widen(entry->second, abi_of(selector));
        }
    }
    std::map<IpPrefix, hw_selector> merged = own;
    for (auto& [prefix, entry] : merged) {
        for (unsigned length = 0; length < prefix.length(); ++length) {
            const auto wider = own.find(IpPrefix(prefix.address(), length));
            if (wider != own.end()) widen(entry, wider->second);
        }
    }
    return merged;
}

}  // namespace hawser::loader
