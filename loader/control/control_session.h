// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>

#include "loader/control/protocol.h"

namespace hawser::loader {

/// One client's connection. Keeps itself alive by its pending operations and ends when the client goes, is
/// too slow or sends too much. After an answer with a stream nothing is read from it any more.
class ControlSession : public std::enable_shared_from_this<ControlSession> {
 public:
    using Socket = boost::asio::local::stream_protocol::socket;

    ControlSession(Socket socket, std::shared_ptr<const ControlHandler> handler, const ControlLimits& limits);

    void start();
    /// Ends it from outside; pending operations are cancelled.
    void close();

 private:
    void read_request();
    void take_request(size_t size);
    void send(std::string line, bool then_close);
    void restart_timer();
    [[nodiscard]] ControlAnswer answer(const std::string& line) const;
    void begin_stream(const ControlAnswer& answer);
    /// Lines that wait are kept up to the limit.
    void push(std::string line);
    void send_pending();
    /// A client that goes, or says something, ends its stream.
    void wait_for_end();

    Socket socket_;
    boost::asio::steady_timer timer_;
    std::shared_ptr<const ControlHandler> handler_;
    ControlLimits limits_;
    std::string incoming_;
    std::string outgoing_;
    std::string pending_;
    bool writing_ = false;
    std::array<char, 1> ending_{};
    std::shared_ptr<void> stream_;
};

}  // namespace hawser::loader
