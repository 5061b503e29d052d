// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <string_view>

namespace hawser::loader {

/// What all peers and tunnels share with `interfaces = "shared"`.
inline constexpr const char* kHubInterface = "hawser-hub";

/// `hawser-pop`. At most 15 characters: a longer name keeps its beginning and gets four digits that depend on
/// the whole name alone, so that it is the same after every restart.
[[nodiscard]] std::string bundle_interface_name(std::string_view peer);

/// `hw-pop-wan1`, to the second endpoint `hw-pop-wan1-2`; shortened likewise. `endpoint` is counted from 1.
[[nodiscard]] std::string tunnel_interface_name(std::string_view peer, std::string_view uplink,
                                                size_t endpoint);

/// `pop/wan1`, to the second endpoint `pop/wan1/2`.
[[nodiscard]] std::string tunnel_name(std::string_view peer, std::string_view uplink, size_t endpoint);

}  // namespace hawser::loader
