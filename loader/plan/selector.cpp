// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/selector.h"

#include <optional>

#include "base/bytes.h"
#include "loader/plan/selector_ranges.h"

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

hw_selector_range range_of(const Selector& selector) {
    hw_selector_range range{};
    range.protocol = selector.protocol;
    range.port_first = selector.port_first;
    range.port_last = selector.port_last;
    return range;
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
    std::map<IpPrefix, SelectorRanges> own;
    for (const Selector& selector : selectors) {
        for (const IpPrefix& prefix : prefixes_of_range(selector.first, selector.last))
            own[prefix].push_back(range_of(selector));
    }
    std::map<IpPrefix, hw_selector> entries;
    for (const auto& [prefix, ranges] : own) {
        SelectorRanges all = ranges;
        for (unsigned length = 0; length < prefix.length(); ++length) {
            const auto wider = own.find(IpPrefix(prefix.address(), length));
            if (wider != own.end()) all.insert(all.end(), wider->second.begin(), wider->second.end());
        }
        entries[prefix] = selector_of_ranges(std::move(all));
    }
    return entries;
}

}  // namespace hawser::loader
