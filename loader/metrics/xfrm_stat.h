// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace hawser::loader {

/// `text` is /proc/net/xfrm_stat: a name and a number a line. Lines of another shape are passed over.
[[nodiscard]] std::map<std::string, uint64_t> parse_xfrm_stat(const std::string& text);

/// Of the network namespace that we are in; empty where the kernel does not count (CONFIG_XFRM_STATISTICS).
[[nodiscard]] std::map<std::string, uint64_t> read_xfrm_stat();

}  // namespace hawser::loader
