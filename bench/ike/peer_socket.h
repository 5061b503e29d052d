// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "base/bytes.h"
#include "base/ip_address.h"
#include "base/result.h"
#include "loader/net/datagram_reader.h"

namespace hawser::bench {

/// The IKE port of every address that is routed to this machine: thousands of peers with an address each, as
/// a hub sees them, and one descriptor.
class PeerSocket {
 public:
    using Handler = std::function<void(const Endpoint& local, const Endpoint& remote, ByteView datagram)>;

    static Result<std::unique_ptr<PeerSocket>> open(boost::asio::io_context& loop, Handler handler);

    /// Something has come that has not been read yet.
    [[nodiscard]] bool has_waiting() const;
    /// What is lost on the way is sent again by whoever sends.
    void send(const Endpoint& local, const Endpoint& remote, ByteView datagram);

 private:
    PeerSocket(boost::asio::io_context& loop, int fd, Handler handler);
    loader::DatagramReader reader_;
};

}  // namespace hawser::bench
