// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>

#include "base/bytes.h"
#include "base/ip_address.h"
#include "loader/net/packet_info.h"

namespace hawser::loader {

/// One datagram as recvmsg gave it.
struct ReceivedDatagram {
    Endpoint remote;
    PacketInfo info;
    ByteView bytes;  ///< valid during the call only
};

/// Owns a non-blocking datagram socket and reads it from the loop. A flood does not starve the rest of the
/// loop: after a batch it is others' turn.
class DatagramReader {
 public:
    using Handler = std::function<void(const ReceivedDatagram&)>;

    /// Takes over `fd`. `handler` may destroy the reader.
    DatagramReader(boost::asio::io_context& loop, int fd, Handler handler);
    DatagramReader(const DatagramReader&) = delete;
    DatagramReader& operator=(const DatagramReader&) = delete;
    ~DatagramReader();

    [[nodiscard]] int fd() const;

 private:
    struct State;
    static void wait(const std::shared_ptr<State>& state);
    static void read_batch(const std::shared_ptr<State>& state);
    static void show(State& state, size_t index);

    /// Shared with the wait under way, which looks at `closed` before anything else.
    std::shared_ptr<State> state_;
};

}  // namespace hawser::loader
