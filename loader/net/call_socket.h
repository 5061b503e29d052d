// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "base/result.h"
#include "loader/net/probe_port.h"

namespace hawser::loader {

using CallSocket = boost::asio::ip::tcp::socket;

/// A TCP socket for the request, bound but not connected.
[[nodiscard]] Result<CallSocket> open_call_socket(boost::asio::io_context& loop,
                                                  const OutgoingProbe& request);
[[nodiscard]] boost::asio::ip::tcp::endpoint call_target(const OutgoingProbe& request);

/// Why a call has failed, for people: `connection refused`.
[[nodiscard]] std::string call_failure(const boost::system::error_code& error);

}  // namespace hawser::loader
