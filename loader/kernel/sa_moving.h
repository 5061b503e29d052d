// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "loader/kernel/netlink_message.h"
#include "loader/kernel/sa.h"

struct nlmsghdr;

namespace hawser::loader {

/// Where an SA is moved to.
struct SaAddresses {
    IpAddress source;
    IpAddress destination;
    std::optional<EspEncap> encap;
};

/// XFRM_MSG_UPDSA out of an SA that the kernel has listed, with other ports. Nothing if it cannot be read,
/// or if the kernel hides its keys.
[[nodiscard]] std::optional<NetlinkMessage> encode_updated_sa(const nlmsghdr& listed, const EspEncap& encap);

/// Sequence numbers that a moved SA leaves out. The old SA may have sent packets after it was listed and
/// before it was deleted; their numbers must not be used again, because with GCM that is a nonce used twice.
constexpr uint32_t kMoveSkipsSequence = 1U << 24;

/// XFRM_MSG_NEWSA out of an SA that the kernel has listed with its keys and sequence numbers. Nothing if it
/// cannot be read, if the kernel hides its keys, or if its sequence numbers do not last.
[[nodiscard]] std::optional<NetlinkMessage> encode_moved_sa(const nlmsghdr& listed, const SaAddresses& to);

}  // namespace hawser::loader
