// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "loader/kernel/netlink_message.h"
#include "loader/kernel/policy.h"

struct nlmsghdr;

namespace hawser::loader {

/// XFRM_MSG_UPDPOLICY, which adds where there is nothing to update.
[[nodiscard]] NetlinkMessage encode_update_policy(const PolicyRequest& request);
[[nodiscard]] NetlinkMessage encode_delete_policy(const PolicyKey& key);
[[nodiscard]] NetlinkMessage encode_list_policies();
/// Nothing for what has no if_id or is a socket's policy.
[[nodiscard]] std::optional<PolicyInfo> decode_policy(const nlmsghdr& message);

}  // namespace hawser::loader
