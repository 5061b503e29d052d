// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>

#include "loader/net/datagram_reader.h"
#include "loader/net/probe_port.h"

namespace hawser::loader {

/// STAMP and DNS: a connected UDP socket a probe, so that its local port, by which a STAMP reflector knows
/// the session, stays.
class UdpProbes : public ProbePort {
 public:
    UdpProbes(boost::asio::io_context& loop, ProbeAnswered answered);
    ~UdpProbes() override;

    Result<void> send(const OutgoingProbe& request) override;
    void forget(TunnelId tunnel) override;

 private:
    struct Session {
        unsigned ifindex = 0;
        std::optional<IpAddress> source;
        Endpoint target;
        std::unique_ptr<DatagramReader> reader;
    };
    Result<void> open(const OutgoingProbe& request, Session& session);

    boost::asio::io_context& loop_;
    ProbeAnswered answered_;
    std::map<health::ProbeId, Session> sessions_;
};

}  // namespace hawser::loader
