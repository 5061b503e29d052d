// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <linux/netlink.h>

#include <cstdint>
#include <functional>

#include "base/bytes.h"
#include "base/result.h"

namespace hawser::loader {

struct NetlinkDump {
    int protocol = 0;       ///< NETLINK_*
    uint16_t type = 0;      ///< of the request
    ByteView header;        ///< after the netlink header: tcmsg, nfgenmsg, ...
    const char* what = "";  ///< for messages: "list TC filters"
};

/// Asks, and calls `each` for every message of the answer. An answer that changed while it was sent is asked
/// for again, so `each` may see one twice; `restart` is called before each attempt.
Result<void> netlink_dump(const NetlinkDump& request, const std::function<void()>& restart,
                          const std::function<void(nlmsghdr*)>& each);

}  // namespace hawser::loader
