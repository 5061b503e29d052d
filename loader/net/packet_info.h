// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <optional>

#include "base/clock.h"
#include "base/ip_address.h"

namespace hawser::loader {

/// The ancillary data that a message may carry, of either family: the interface, the time stamp and the TTL.
using ControlBuffer = std::array<std::byte, 256>;

/// Asks for the interface that each message arrived by and for the kernel's time stamp. Returns 0 or errno.
[[nodiscard]] int ask_for_packet_info(int fd, Family family);
/// Also for the TTL or hop limit.
[[nodiscard]] int ask_for_ttl(int fd, Family family);

/// Puts the interface and the source that `message` is to leave by into `buffer`, and the buffer into
/// `message`.
void set_packet_info(msghdr& message, ControlBuffer& buffer, unsigned ifindex, const IpAddress& source);

/// What the kernel told with a message.
struct PacketInfo {
    unsigned ifindex = 0;   ///< 0: not told
    IpAddress destination;  ///< where `ifindex` is told
    uint8_t ttl = 0;        ///< or hop limit; 0: not told
    /// By CLOCK_REALTIME; absent where the kernel gave none.
    std::optional<Duration> stamped;
};
[[nodiscard]] PacketInfo packet_info_of(msghdr& message);

/// A time stamp of CLOCK_REALTIME on the time scale of system_now(). Never in the future: wall clocks are
/// set.
[[nodiscard]] TimePoint arrival_time(const PacketInfo& info);

}  // namespace hawser::loader
