// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "base/bytes.h"
#include "base/ip_address.h"
#include "base/result.h"
#include "loader/net/datagram_reader.h"
#include "loader/net/probe_sockets.h"

namespace hawser::loader {

/// A raw ICMP or ICMPv6 socket, bound to nothing, that lets only echo replies in. IPv6 has another one to
/// send by, which hears nothing and is bound to the interface of each probe: with an interface and a source
/// in IPV6_PKTINFO the kernel prefers a route by another interface to none (rt6_device_match takes the
/// interface for a wish unless the socket is bound or the source is left open).
class IcmpSocket {
 public:
    using Handler = std::function<void(const IcmpDatagram&)>;

    static Result<std::unique_ptr<IcmpSocket>> open(boost::asio::io_context& loop, Family family,
                                                    Handler handler);

    /// By that interface, whatever the routes say of others. An unspecified source: the kernel chooses.
    Result<void> send(unsigned ifindex, const IpAddress& source, const IpAddress& target, ByteView icmp);

 private:
    IcmpSocket(boost::asio::io_context& loop, int fd, int bound, DatagramReader::Handler handler)
        : reader_(loop, fd, std::move(handler)), bound_(loop) {
        if (bound >= 0) bound_.assign(bound);
    }
    /// The socket that a probe leaves by; negative, with errno, if it cannot be bound to the interface.
    [[nodiscard]] int sender(unsigned ifindex);

    DatagramReader reader_;
    boost::asio::posix::stream_descriptor bound_;  ///< open for IPv6 only
};

}  // namespace hawser::loader
