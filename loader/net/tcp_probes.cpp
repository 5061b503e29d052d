// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/tcp_probes.h"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "loader/net/call_socket.h"
#include "loader/net/system_clock.h"

namespace hawser::loader {

/// One connection. It keeps itself until it has ended, by its deadline at the latest.
class TcpCall : public std::enable_shared_from_this<TcpCall> {
 public:
    TcpCall(CallSocket socket, const OutgoingProbe& request, ProbeAnswered answered)
        : socket_(std::move(socket)),
          timer_(socket_.get_executor()),
          id_(request.id),
          sequence_(request.sequence),
          deadline_(request.deadline),
          answered_(std::move(answered)) {}

    void start(const boost::asio::ip::tcp::endpoint& target) {
        timer_.expires_after(std::max(deadline_ - system_now(), Duration::zero()));
        timer_.async_wait([self = shared_from_this()](const auto& error) {
            if (!error) self->end();
        });
        socket_.async_connect(target, [self = shared_from_this()](const auto& error) { self->done(error); });
    }
    void end() {
        answered_ = nullptr;
        boost::system::error_code ignored;
        socket_.close(ignored);
        timer_.cancel(ignored);
    }

 private:
    void done(const boost::system::error_code& error) {
        if (!answered_) return;
        const ProbeAnswered answered = std::move(answered_);
        end();
        health::ProbeAnswer answer;
        answer.received_at = system_now();
        answer.sequence = sequence_;
        if (error) answer.failure = call_failure(error);
        answered(id_, answer);
    }

    CallSocket socket_;
    boost::asio::steady_timer timer_;
    health::ProbeId id_;
    uint32_t sequence_;
    TimePoint deadline_;
    ProbeAnswered answered_;
};

TcpProbes::TcpProbes(boost::asio::io_context& loop, ProbeAnswered answered)
    : loop_(loop), answered_(std::move(answered)) {}

TcpProbes::~TcpProbes() {
    for (const auto& [tunnel, call] : calls_)
        if (const auto alive = call.lock()) alive->end();
}

Result<void> TcpProbes::send(const OutgoingProbe& request) {
    std::erase_if(calls_, [](const auto& call) { return call.second.expired(); });
    Result<CallSocket> socket = open_call_socket(loop_, request);
    if (!socket) return socket.error();
    const auto call = std::make_shared<TcpCall>(*std::move(socket), request, answered_);
    calls_.emplace(request.id.tunnel, call);
    call->start(call_target(request));
    return {};
}

void TcpProbes::forget(TunnelId tunnel) {
    const auto [first, last] = calls_.equal_range(tunnel);
    for (auto call = first; call != last; ++call)
        if (const auto alive = call->second.lock()) alive->end();
    calls_.erase(tunnel);
}

}  // namespace hawser::loader
