// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/ike_sockets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.h"
#include "loader/net/udp_socket.h"

namespace hawser::loader {
namespace {

/// RFC 3948 section 2.2: where an SPI of ESP, which is never 0, would stand.
constexpr std::array<uint8_t, 4> kNonEspMarker{};
constexpr std::array<uint8_t, 1> kNatKeepalive{0xff};

bool has_marker(ByteView bytes) {
    return bytes.size() > kNonEspMarker.size() &&
           std::equal(kNonEspMarker.begin(), kNonEspMarker.end(), bytes.begin());
}

}  // namespace

IkeSockets::IkeSockets(boost::asio::io_context& loop, Handler handler)
    : loop_(loop), handler_(std::move(handler)) {}

IkeSockets::~IkeSockets() = default;

Result<void> IkeSockets::open(const IkeSocketConfig& config) {
    const auto found = pairs_.find(config.address);
    if (found != pairs_.end() && found->second.config == config) return {};
    close(config.address);
    Pair pair;
    pair.config = config;
    Result<std::unique_ptr<UdpSocket>> ike = open_ike(config);
    if (!ike) return ike.error();
    pair.ike = std::move(*ike);
    Result<std::unique_ptr<UdpSocket>> natt = open_natt(config);
    if (!natt) return natt.error();
    pair.natt = std::move(*natt);
    pairs_.emplace(config.address, std::move(pair));
    return {};
}

Result<std::unique_ptr<UdpSocket>> IkeSockets::open_ike(const IkeSocketConfig& config) {
    return UdpSocket::open(loop_, {Endpoint{config.address, config.ike_port}, config.interface, false},
                           [this, address = config.address](const Endpoint& remote, ByteView bytes) {
                               handler_(ike_endpoint(address), remote, bytes);
                           });
}

Result<std::unique_ptr<UdpSocket>> IkeSockets::open_natt(const IkeSocketConfig& config) {
    return UdpSocket::open(loop_, {Endpoint{config.address, config.natt_port}, config.interface, true},
                           [this, address = config.address](const Endpoint& remote, ByteView bytes) {
                               // The kernel has taken ESP and keepalives; what has no marker now is neither,
                               // and nobody's.
                               if (has_marker(bytes))
                                   handler_(natt_endpoint(address), remote,
                                            bytes.subspan(kNonEspMarker.size()));
                           });
}

void IkeSockets::close(const IpAddress& address) {
    pairs_.erase(address);
}

std::vector<IpAddress> IkeSockets::addresses() const {
    std::vector<IpAddress> all;
    for (const auto& [address, pair] : pairs_)
        all.push_back(address);
    return all;
}

Endpoint IkeSockets::ike_endpoint(const IpAddress& address) const {
    const auto found = pairs_.find(address);
    HAWSER_CHECK(found != pairs_.end(), "no IKE socket is open on the address");
    return found->second.ike->local();
}

Endpoint IkeSockets::natt_endpoint(const IpAddress& address) const {
    const auto found = pairs_.find(address);
    HAWSER_CHECK(found != pairs_.end(), "no IKE socket is open on the address");
    return found->second.natt->local();
}

Result<void> IkeSockets::send(const Endpoint& local, const Endpoint& remote, ByteView datagram) {
    const auto found = pairs_.find(local.address);
    if (found == pairs_.end()) return Error(fmt::format("no IKE socket is open on {}", local.to_string()));
    const Pair& pair = found->second;
    if (local.port == pair.ike->local().port) return pair.ike->send(remote, datagram);
    if (local.port != pair.natt->local().port)
        return Error(fmt::format("no IKE socket is open on {}", local.to_string()));
    Bytes marked(kNonEspMarker.begin(), kNonEspMarker.end());
    append(marked, datagram);
    return pair.natt->send(remote, marked);
}

Result<void> IkeSockets::send_nat_keepalive(const Endpoint& local, const Endpoint& remote) {
    const auto found = pairs_.find(local.address);
    if (found == pairs_.end()) return Error(fmt::format("no IKE socket is open on {}", local.to_string()));
    return found->second.natt->send(remote, kNatKeepalive);
}

}  // namespace hawser::loader
