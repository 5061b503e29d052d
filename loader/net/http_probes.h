// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>

#include "loader/net/probe_port.h"

namespace hawser::loader {

class HttpCall;

/// HTTP/1.1 GET over TCP or TLS. The status decides; of the answer only the header is read.
class HttpProbes : public ProbePort {
 public:
    HttpProbes(boost::asio::io_context& loop, ProbeAnswered answered);
    ~HttpProbes() override;

    Result<void> send(const OutgoingProbe& request) override;
    void forget(TunnelId tunnel) override;

 private:
    boost::asio::io_context& loop_;
    ProbeAnswered answered_;
    std::multimap<TunnelId, std::weak_ptr<HttpCall>> calls_;
};

}  // namespace hawser::loader
