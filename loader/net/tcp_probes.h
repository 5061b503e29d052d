// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>

#include "loader/net/probe_port.h"

namespace hawser::loader {

class TcpCall;

/// TCP connections that are made and closed.
class TcpProbes : public ProbePort {
 public:
    TcpProbes(boost::asio::io_context& loop, ProbeAnswered answered);
    ~TcpProbes() override;

    Result<void> send(const OutgoingProbe& request) override;
    void forget(TunnelId tunnel) override;

 private:
    boost::asio::io_context& loop_;
    ProbeAnswered answered_;
    std::multimap<TunnelId, std::weak_ptr<TcpCall>> calls_;
};

}  // namespace hawser::loader
