// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/selector_ranges.h"

#include <algorithm>
#include <tuple>

namespace hawser::loader {
namespace {

bool covers(const hw_selector_range& wide, const hw_selector_range& narrow) {
    return (wide.protocol == 0 || wide.protocol == narrow.protocol) && wide.port_first <= narrow.port_first &&
           wide.port_last >= narrow.port_last;
}

bool before(const hw_selector_range& a, const hw_selector_range& b) {
    return std::tie(a.protocol, a.port_first, a.port_last) < std::tie(b.protocol, b.port_first, b.port_last);
}

bool touch(const hw_selector_range& a, const hw_selector_range& b) {
    return a.protocol == b.protocol && b.port_first <= uint32_t{a.port_last} + 1;
}

hw_selector_range hull(const hw_selector_range& a, const hw_selector_range& b) {
    hw_selector_range around{};
    around.protocol = a.protocol == b.protocol ? a.protocol : 0;
    around.port_first = std::min(a.port_first, b.port_first);
    around.port_last = std::max(a.port_last, b.port_last);
    return around;
}

/// Sorted, no range inside another, none that could be one with its neighbour.
SelectorRanges simplified(const SelectorRanges& ranges) {
    SelectorRanges sorted = ranges;
    std::sort(sorted.begin(), sorted.end(), before);
    SelectorRanges joined;
    for (const hw_selector_range& range : sorted) {
        if (!joined.empty() && touch(joined.back(), range)) {
            joined.back() = hull(joined.back(), range);
        } else {
            joined.push_back(range);
        }
    }
    SelectorRanges kept;
    for (size_t i = 0; i < joined.size(); ++i) {
        bool covered = false;
        for (size_t other = 0; other < joined.size(); ++other)
            covered = covered || (other != i && covers(joined[other], joined[i]));
        if (!covered) kept.push_back(joined[i]);
    }
    return kept;
}

/// What a hull of two neighbours would let pass that neither does; between protocols it is most.
uint32_t gap(const hw_selector_range& a, const hw_selector_range& b) {
    constexpr uint32_t kOtherProtocol = 1U << 16U;
    return a.protocol == b.protocol ? uint32_t{b.port_first} - a.port_last : kOtherProtocol;
}

}  // namespace

hw_selector selector_of_ranges(SelectorRanges ranges) {
    ranges = simplified(ranges);
    while (ranges.size() > HW_SELECTOR_RANGES) {
        // Of equal gaps the last: what sorts first (TCP before UDP) stays exact longer.
        size_t closest = 0;
        for (size_t i = 0; i + 1 < ranges.size(); ++i) {
            if (gap(ranges[i], ranges[i + 1]) <= gap(ranges[closest], ranges[closest + 1])) closest = i;
        }
        ranges[closest] = hull(ranges[closest], ranges[closest + 1]);
        ranges.erase(ranges.begin() + static_cast<std::ptrdiff_t>(closest) + 1);
        ranges = simplified(ranges);
    }
    hw_selector selector{};
    selector.count = static_cast<hw_u32>(ranges.size());
    std::copy(ranges.begin(), ranges.end(), selector.ranges);
    return selector;
}

SelectorRanges ranges_of(const hw_selector& selector) {
    return {selector.ranges, selector.ranges + std::min(selector.count, HW_SELECTOR_RANGES)};
}

}  // namespace hawser::loader
