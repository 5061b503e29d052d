// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "base/bytes.h"
#include "base/ip_address.h"
#include "base/result.h"
#include "loader/net/datagram_reader.h"
#include "loader/net/probe_sockets.h"

namespace hawser::loader {

/// A raw ICMP or ICMPv6 socket, bound to nothing, that lets only echo replies in.
class IcmpSocket {
 public:
    using Handler = std::function<void(const IcmpDatagram&)>;

    static Result<std::unique_ptr<IcmpSocket>> open(boost::asio::io_context& loop, Family family,
                                                    Handler handler);

    /// By that interface, whatever the routes say of others. An unspecified source: the kernel chooses.
    Result<void> send(unsigned ifindex, const IpAddress& source, const IpAddress& target, ByteView icmp);

 private:
    IcmpSocket(boost::asio::io_context& loop, int fd, DatagramReader::Handler handler)
        : reader_(loop, fd, std::move(handler)) {}

    DatagramReader reader_;
};

}  // namespace hawser::loader
