// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/interface_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace hawser::loader {
namespace {

constexpr size_t kLongest = 15;  // IFNAMSIZ is 16 with the terminating zero.

/// FNV-1a, folded to 16 bits.
std::string short_hash(std::string_view text) {
    uint32_t hash = 2166136261u;
    for (const char c : text) {
        hash ^= static_cast<uint8_t>(c);
        hash *= 16777619u;
    }
    return fmt::format("{:04x}", (hash >> 16 ^ hash) & 0xffffu);
}

/// sysctl(8) takes a dot for a separator, so an interface should have none in its name.
std::string without_dots(std::string_view text) {
    std::string result(text);
    std::replace(result.begin(), result.end(), '.', '-');
    return result;
}

}  // namespace

std::string bundle_interface_name(std::string_view peer) {
    const std::string name = "hawser-" + without_dots(peer);
    const bool is_itself = name.size() <= kLongest && peer.find('.') == std::string_view::npos;
    return is_itself ? name : name.substr(0, kLongest - 4) + short_hash(peer);
}

std::string tunnel_interface_name(std::string_view peer, std::string_view uplink, size_t endpoint) {
    const std::string plain =
        fmt::format("hw-{}-{}{}", peer, uplink, endpoint > 1 ? fmt::format("-{}", endpoint) : "");
    if (plain.size() <= kLongest && plain.find('.') == std::string::npos) return plain;
    return fmt::format("hw-{}-{}{}", without_dots(peer.substr(0, 3)), without_dots(uplink.substr(0, 4)),
                       short_hash(tunnel_name(peer, uplink, endpoint)));
}

std::string tunnel_name(std::string_view peer, std::string_view uplink, size_t endpoint) {
    return endpoint > 1 ? fmt::format("{}/{}/{}", peer, uplink, endpoint)
                        : fmt::format("{}/{}", peer, uplink);
}

}  // namespace hawser::loader
