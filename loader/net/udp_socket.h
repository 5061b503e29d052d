// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/ip_address.h"
#include "base/result.h"
#include "loader/net/datagram_reader.h"

namespace hawser::loader {

/// One UDP socket of IKE. Bytes as they are on the wire: the marker is IkeSockets' business.
class UdpSocket {
 public:
    using Handler = std::function<void(const Endpoint& remote, ByteView bytes)>;

    struct Options {
        Endpoint local;
        std::string interface;    ///< empty: not bound to one
        bool esp_in_udp = false;  ///< the kernel takes ESP out of UDP before we see it (RFC 3948)
    };
    static Result<std::unique_ptr<UdpSocket>> open(boost::asio::io_context& loop, const Options& options,
                                                   Handler handler);

    /// Differs from the options' where those left the port to the kernel.
    [[nodiscard]] const Endpoint& local() const { return local_; }
    Result<void> send(const Endpoint& remote, ByteView bytes);

 private:
    UdpSocket(boost::asio::io_context& loop, int fd, const Endpoint& local, Handler handler);

    Endpoint local_;
    DatagramReader reader_;
};

}  // namespace hawser::loader
