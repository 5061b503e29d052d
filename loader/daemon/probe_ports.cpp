// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/probe_ports.h"

#include <boost/asio/post.hpp>
#include <utility>

#include "base/check.h"
#include "loader/net/system_clock.h"

namespace hawser::loader {

ProbePorts::ProbePorts(boost::asio::io_context& loop, InnerQuestions questions, ProbeAnswered answered)
    : loop_(loop),
      questions_(std::move(questions)),
      answered_(std::move(answered)),
      udp_(loop, answered_),
      tcp_(loop, answered_),
      http_(loop, answered_),
      bfd_(loop, answered_) {}

Result<void> ProbePorts::send(const OutgoingProbe& request) {
    switch (request.config.type) {
        case health::ProbeType::kStamp:
        case health::ProbeType::kDns:
            return udp_.send(request);
        case health::ProbeType::kTcp:
            return tcp_.send(request);
        case health::ProbeType::kHttp:
            return http_.send(request);
        case health::ProbeType::kBfd:
            return bfd_.send(request);
        case health::ProbeType::kIke:
            return ask_ike(request);
        case health::ProbeType::kEsp:
            return look_at_traffic(request);
        case health::ProbeType::kIcmp:
            break;
    }
    HAWSER_CHECK(false, "ICMP has a socket of its own");
}

Result<void> ProbePorts::ask_ike(const OutgoingProbe& request) {
    asked_ike_[request.id] = request.sequence;
    return questions_.ask_ike(request.id.tunnel);
}

void ProbePorts::ike_heard(TunnelId tunnel) {
    for (auto asked = asked_ike_.begin(); asked != asked_ike_.end();) {
        if (asked->first.tunnel != tunnel) {
            ++asked;
            continue;
        }
        health::ProbeAnswer answer;
        answer.received_at = system_now();
        answer.sequence = asked->second;
        const health::ProbeId id = asked->first;
        asked = asked_ike_.erase(asked);
        answered_(id, answer);
    }
}

Result<void> ProbePorts::look_at_traffic(const OutgoingProbe& request) {
    const std::optional<health::TrafficCounters> traffic = questions_.traffic(request.id.tunnel);
    if (!traffic) return Error("the tunnel's traffic is not counted");
    health::ProbeAnswer answer;
    answer.received_at = system_now();
    answer.counters = traffic;
    // Never from within send(): whoever calls it is in the middle of its actions.
    boost::asio::post(loop_, [answered = answered_, id = request.id, answer] { answered(id, answer); });
    return {};
}

void ProbePorts::forget(TunnelId tunnel) {
    udp_.forget(tunnel);
    tcp_.forget(tunnel);
    http_.forget(tunnel);
    bfd_.forget(tunnel);
    std::erase_if(asked_ike_, [=](const auto& asked) { return asked.first.tunnel == tunnel; });
}

}  // namespace hawser::loader
