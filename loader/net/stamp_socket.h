// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "base/bytes.h"
#include "base/ip_address.h"
#include "base/result.h"
#include "loader/net/datagram_reader.h"

namespace hawser::loader {

/// A UDP socket on a port of every address of one family, bound to one interface: it hears nobody else, and
/// answers by that interface from the address asked. One socket for all interfaces would not do: the kernel
/// takes the interface of IPV6_PKTINFO for a wish only, where the message names its source too.
class StampSocket {
 public:
    using Handler = std::function<void(const ReceivedDatagram&)>;

    /// Every datagram comes to `handler` with its interface, destination, TTL and time. Answers leave with
    /// TTL 255 (RFC 5357, 4.2.1, whose form RFC 8762 takes over), so that their hops can be counted.
    static Result<std::unique_ptr<StampSocket>> open(boost::asio::io_context& loop, Family family,
                                                     uint16_t port, unsigned ifindex, Handler handler);

    /// The one that the kernel chose where the port was 0.
    [[nodiscard]] uint16_t port() const { return port_; }
    /// To whom `request` came from. Never blocks.
    Result<void> answer(const ReceivedDatagram& request, ByteView bytes);

 private:
    StampSocket(boost::asio::io_context& loop, int fd, uint16_t port, Handler handler)
        : port_(port), reader_(loop, fd, std::move(handler)) {}

    uint16_t port_;
    DatagramReader reader_;
};

}  // namespace hawser::loader
