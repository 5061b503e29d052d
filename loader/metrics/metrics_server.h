// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "base/result.h"
#include "loader/config/metrics_config.h"
#include "loader/metrics/http_session.h"

namespace hawser::loader {

/// Serves /metrics in the daemon's loop, to a few clients at a time.
class MetricsServer {
 public:
    static constexpr long kMostClients = 16;

    /// Listens where the configuration says, which must want metrics.
    static Result<std::unique_ptr<MetricsServer>> open(boost::asio::io_context& loop,
                                                       const MetricsConfig& config, MetricsText text);
    MetricsServer(const MetricsServer&) = delete;
    MetricsServer& operator=(const MetricsServer&) = delete;
    ~MetricsServer();

 private:
    using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol>;

    MetricsServer(Acceptor acceptor, std::string path, MetricsText text);
    void accept();

    Acceptor acceptor_;
    boost::asio::steady_timer pause_;
    std::string path_;  ///< of the Unix socket; empty: there is none
    std::shared_ptr<const MetricsText> text_;
    std::shared_ptr<int> clients_ = std::make_shared<int>();  ///< every session has a share
};

}  // namespace hawser::loader
