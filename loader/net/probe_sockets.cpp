// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/probe_sockets.h"

#include <errno.h>
#include <fmt/format.h>

#include <utility>

#include "base/check.h"
#include "loader/net/icmp_socket.h"

namespace hawser::loader {

ProbeSockets::ProbeSockets(boost::asio::io_context& loop, Handler handler)
    : loop_(loop), handler_(std::move(handler)) {}

ProbeSockets::~ProbeSockets() = default;

Result<void> ProbeSockets::open() {
    Result<std::unique_ptr<IcmpSocket>> v4 = IcmpSocket::open(loop_, Family::kIpv4, handler_);
    if (!v4) return v4.error();
    Result<std::unique_ptr<IcmpSocket>> v6 = IcmpSocket::open(loop_, Family::kIpv6, handler_);
    if (!v6 && v6.error().error_number() != EAFNOSUPPORT) return v6.error();
    socket4_ = std::move(*v4);
    socket6_ = v6 ? std::move(*v6) : nullptr;
    return {};
}

void ProbeSockets::set_tunnel(TunnelId tunnel, unsigned ifindex) {
    HAWSER_CHECK(ifindex != 0, "interface index 0 would let the routes choose the probe's way");
    ifindexes_[tunnel] = ifindex;
}

void ProbeSockets::remove_tunnel(TunnelId tunnel) {
    ifindexes_.erase(tunnel);
}

Result<void> ProbeSockets::send(TunnelId tunnel, const IpAddress& target,
                                const std::optional<IpAddress>& source, ByteView icmp) {
    const auto found = ifindexes_.find(tunnel);
    if (found == ifindexes_.end()) return Error("the tunnel has no interface yet");
    IcmpSocket* socket = target.is_v4() ? socket4_.get() : socket6_.get();
    if (socket == nullptr) return Error(fmt::format("no socket for probes to {}", target.to_string()));
    return socket->send(found->second, source.value_or(IpAddress::unspecified(target.family())), target,
                        icmp);
}

}  // namespace hawser::loader
