// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <functional>
#include <memory>
#include <string>

namespace hawser::loader {

/// Makes the page, in the daemon's loop.
using MetricsText = std::function<std::string()>;

/// Answers the requests of one connection: GET and HEAD of /metrics, else an error. A request may be small
/// alone and has ten seconds; then the connection is closed. Lives until its end, or until `text` is gone.
void serve_metrics(boost::asio::generic::stream_protocol::socket socket,
                   const std::shared_ptr<const MetricsText>& text, const std::shared_ptr<void>& token);

}  // namespace hawser::loader
