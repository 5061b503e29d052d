// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>

#include "loader/control/protocol.h"

namespace hawser::loader {

/// One client's connection. Keeps itself alive by its pending operations and ends when the client goes, is
/// too slow or sends too much.
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
    [[nodiscard]] nlohmann::json answer(const std::string& line) const;

    Socket socket_;
    boost::asio::steady_timer timer_;
    std::shared_ptr<const ControlHandler> handler_;
    ControlLimits limits_;
    std::string incoming_;
    std::string outgoing_;
};

}  // namespace hawser::loader
