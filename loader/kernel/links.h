// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/ip_address.h"
#include "base/ip_prefix.h"

namespace hawser::loader {

/// What an XFRM interface of ours is for. Its alias says it (`hawser:tunnel:7`), so that a daemon that starts
/// anew, or `flush`, knows its own interfaces from others'.
enum class XfrmRole : uint8_t { kTunnel, kBundle, kHub };

struct XfrmOwner {
    XfrmRole role = XfrmRole::kTunnel;
    uint32_t id = 0;  ///< tunnel or bundle id; 0 of a hub
    auto operator<=>(const XfrmOwner&) const = default;
};

/// The one interface of all bundles and tunnels.
inline constexpr XfrmOwner kHubOwner{XfrmRole::kHub, 0};

/// `hawser:tunnel:ID`, `hawser:bundle:ID` or `hawser:hub:0`.
[[nodiscard]] std::string to_alias(const XfrmOwner& owner);
/// Nothing for an alias that is not one of ours.
[[nodiscard]] std::optional<XfrmOwner> parse_alias(std::string_view alias);

/// A network interface as the kernel lists it.
struct Link {
    int ifindex = 0;
    std::string name;
    std::string kind;  ///< `xfrm`, `veth`, ...; empty for hardware
    std::string alias;
    uint32_t mtu = 0;
    uint16_t hardware_type = 0;  ///< ARPHRD_*
    uint32_t group = 0;
    bool up = false;       ///< IFF_UP: somebody wants it up
    bool carrier = false;  ///< IFF_LOWER_UP: there is a signal
    IfId if_id;            ///< of an XFRM interface, else 0
    int underlying = 0;    ///< ifindex of an XFRM interface's device, 0: none
    /// An XFRM interface of all if_ids that have none of their own (kernel 6.1): each packet says which.
    bool collect_metadata = false;
    [[nodiscard]] std::optional<XfrmOwner> owner() const { return parse_alias(alias); }
    bool operator==(const Link&) const = default;
};

/// The protocol number of our addresses, by which they are known from those that others put on our
/// interfaces: 'h', as of our routes. The kernel itself uses 1 to 3 (if_addr.h).
inline constexpr uint8_t kAddressProtocol = 104;

/// An address of an interface.
struct LinkAddress {
    int ifindex = 0;
    IpAddress address;
    unsigned prefix_length = 0;
    /// The other end of a point-to-point link (PPP).
    std::optional<IpAddress> peer;
    bool global = false;      ///< scope global, not host or link
    bool tentative = false;   ///< IPv6 duplicate address detection is not over (or has failed)
    bool deprecated = false;  ///< not for new connections
    uint8_t protocol = 0;     ///< who has put it there (IFA_PROTO, Linux 5.18): kAddressProtocol is us
    [[nodiscard]] IpPrefix network() const { return {peer.value_or(address), prefix_length}; }
    auto operator<=>(const LinkAddress&) const = default;
};

/// What went through an interface since it was made.
struct LinkCounters {
    uint64_t received_bytes = 0;
    uint64_t sent_bytes = 0;
    bool operator==(const LinkCounters&) const = default;
};

/// An XFRM interface that is to be there.
struct XfrmInterfaceSpec {
    std::string name;  ///< at most 15 characters
    IfId if_id;        ///< 0 where collect_metadata is set
    XfrmOwner owner;
    bool collect_metadata = false;  ///< one a namespace; any other there makes the call fail with EEXIST
    int underlying = 0;             ///< ifindex of a device or 0; it does not pin the outer route
    uint32_t mtu = 1400;
    uint32_t group = 0;
    bool up = true;
};

/// What an ensure did.
struct EnsuredLink {
    int ifindex = 0;
    bool changed = false;
};

}  // namespace hawser::loader
