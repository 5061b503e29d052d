// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "base/result.h"
#include "loader/net/probe_port.h"

namespace hawser::loader {

/// One HTTP request under way. It keeps itself until it has ended, by its deadline at the latest.
class HttpCall {
 public:
    HttpCall() = default;
    HttpCall(const HttpCall&) = delete;
    HttpCall& operator=(const HttpCall&) = delete;
    virtual ~HttpCall() = default;

    /// Without a word to anybody.
    virtual void end() = 0;
};

/// Connects and asks. Fails where that cannot even be begun.
[[nodiscard]] Result<std::shared_ptr<HttpCall>> start_http_call(boost::asio::io_context& loop,
                                                                const OutgoingProbe& request,
                                                                const ProbeAnswered& answered);

}  // namespace hawser::loader
