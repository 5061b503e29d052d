// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "bpf/abi.h"

namespace hawser::loader {

/// Protocols and ports that an entry of the selectors' map lets pass.
using SelectorRanges = std::vector<hw_selector_range>;

/// As few ranges as allow exactly what `ranges` allow, in one order for one meaning, and never more than an
/// entry has room for: where more are needed, those that are closest to each other become their hull. A hull
/// allows more than was negotiated; refusing what was negotiated would break flows.
[[nodiscard]] hw_selector selector_of_ranges(SelectorRanges ranges);

[[nodiscard]] SelectorRanges ranges_of(const hw_selector& selector);

}  // namespace hawser::loader
