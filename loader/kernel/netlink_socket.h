// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "loader/kernel/netlink_message.h"

struct nl_sock;
struct nlmsghdr;

namespace hawser::loader {

/// A netlink socket of libnl's, used synchronously: the kernel answers within the call that asks. Errors
/// carry the kernel's number and, where it gives one, its explanation.
class NetlinkSocket {
 public:
    using Visit = std::function<void(const nlmsghdr&)>;
    /// What is being done to what, asked for when it has failed: a hub installs thousands of SAs, and putting
    /// their names into words takes as long as asking the kernel.
    using Words = std::function<std::string()>;

    /// `protocol` is NETLINK_ROUTE or NETLINK_XFRM; in the network namespace of the calling thread.
    static Result<NetlinkSocket> open(int protocol);

    /// Sends a request and waits for its acknowledgement. `doing` begins the error's text.
    Result<void> request(const NetlinkMessage& message, std::string_view doing) {
        return query(message, doing, {});
    }
    Result<void> request(const NetlinkMessage& message, const Words& doing) {
        return query(message, doing, {});
    }
    /// Sends a request and shows every message of the answer. A dump that the kernel says was interrupted by
    /// a change is asked for again, so a visitor must bear to see a message twice: `restart` is called
    /// before.
    Result<void> query(const NetlinkMessage& message, std::string_view doing, const Visit& visit,
                       const std::function<void()>& restart = {});
    Result<void> query(const NetlinkMessage& message, const Words& doing, const Visit& visit,
                       const std::function<void()>& restart = {});

 private:
    struct Close {
        void operator()(nl_sock* socket) const;
    };
    explicit NetlinkSocket(nl_sock* socket);
    std::unique_ptr<nl_sock, Close> socket_;
    std::unique_ptr<uint8_t[]> buffer_;
};

}  // namespace hawser::loader
