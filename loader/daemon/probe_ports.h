// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <optional>

#include "loader/net/bfd_sockets.h"
#include "loader/net/http_probes.h"
#include "loader/net/tcp_probes.h"
#include "loader/net/udp_probes.h"

namespace hawser::loader {

/// What probes ask of the daemon itself.
struct InnerQuestions {
    /// Have the peer's IKE say that it lives. It has, when HealthService::ike_heard() is called.
    std::function<Result<void>(TunnelId)> ask_ike;
    /// Nothing where the tunnel's traffic is not counted.
    std::function<std::optional<health::TrafficCounters>(TunnelId)> traffic;
};

/// Where each kind of probe is sent, but for ICMP, whose one socket serves all.
class ProbePorts {
 public:
    ProbePorts(boost::asio::io_context& loop, InnerQuestions questions, ProbeAnswered answered);

    Result<void> send(const OutgoingProbe& request);
    /// The tunnel's probes are others from now on.
    void forget(TunnelId tunnel);
    void ike_heard(TunnelId tunnel);

 private:
    Result<void> ask_ike(const OutgoingProbe& request);
    Result<void> look_at_traffic(const OutgoingProbe& request);

    boost::asio::io_context& loop_;
    InnerQuestions questions_;
    ProbeAnswered answered_;
    UdpProbes udp_;
    TcpProbes tcp_;
    HttpProbes http_;
    BfdSockets bfd_;
    std::map<health::ProbeId, uint32_t> asked_ike_;  ///< the latest request's number
};

}  // namespace hawser::loader
