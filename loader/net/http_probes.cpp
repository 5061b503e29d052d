// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/http_probes.h"

#include <utility>

#include "loader/net/http_call.h"

namespace hawser::loader {

HttpProbes::HttpProbes(boost::asio::io_context& loop, ProbeAnswered answered)
    : loop_(loop), answered_(std::move(answered)) {}

HttpProbes::~HttpProbes() {
    for (const auto& [tunnel, call] : calls_)
        if (const auto alive = call.lock()) alive->end();
}

Result<void> HttpProbes::send(const OutgoingProbe& request) {
    std::erase_if(calls_, [](const auto& call) { return call.second.expired(); });
    Result<std::shared_ptr<HttpCall>> call = start_http_call(loop_, request, answered_);
    if (!call) return call.error();
    calls_.emplace(request.id.tunnel, *call);
    return {};
}

void HttpProbes::forget(TunnelId tunnel) {
    const auto [first, last] = calls_.equal_range(tunnel);
    for (auto call = first; call != last; ++call)
        if (const auto alive = call->second.lock()) alive->end();
    calls_.erase(tunnel);
}

}  // namespace hawser::loader
