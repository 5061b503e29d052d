// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <linux/netlink.h>

#include <optional>

#include "loader/plan/forwarding.h"

namespace hawser::loader {

/// The chain that an NFT_MSG_NEWCHAIN message tells of, if it is a base chain whose hook redirected packets
/// do not reach; absent otherwise, and for what is not such a message.
[[nodiscard]] std::optional<NetfilterChain> nftables_chain(nlmsghdr* message);

}  // namespace hawser::loader
