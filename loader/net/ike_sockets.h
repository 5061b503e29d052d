// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ip_address.h"
#include "base/result.h"

namespace hawser::loader {

class UdpSocket;

/// Where IKE is spoken: an address of an uplink. The ports differ from RFC 7296 section 2.23 in tests only.
struct IkeSocketConfig {
    std::string interface;  ///< of the uplink; empty: not bound to one
    IpAddress address;
    uint16_t ike_port = 500;
    uint16_t natt_port = 4500;
    /// Of that interface, where it matters that another may come in its place: a socket stays bound to the
    /// one that has gone.
    int ifindex = 0;
    auto operator<=>(const IkeSocketConfig&) const = default;
};

/// The UDP sockets that IKE is spoken by: two for each uplink address, bound to the address and to the
/// uplink's interface, so that a tunnel's IKE leaves by its own uplink even where another has the better
/// route. They pass the kernel's policies by, may be fragmented (no DF: RFC 7296 section 2 bears UDP
/// fragments better than a path that swallows them), and those of the NAT traversal port hand ESP in UDP to
/// the kernel (RFC 3948).
class IkeSockets {
 public:
    /// The datagram without the non-ESP marker; valid during the call only. `local` tells the socket: its
    /// port is natt_port where the peer floated.
    using Handler = std::function<void(const Endpoint& local, const Endpoint& remote, ByteView datagram)>;

    IkeSockets(boost::asio::io_context& loop, Handler handler);
    IkeSockets(const IkeSockets&) = delete;
    IkeSockets& operator=(const IkeSockets&) = delete;
    ~IkeSockets();

    /// Opens both sockets of an address, or none. Opening one again that is open with the same configuration
    /// does nothing; with another it is closed first. Fails while the interface or the address is not there.
    Result<void> open(const IkeSocketConfig& config);
    /// Nothing happens for an address that is not open.
    void close(const IpAddress& address);
    [[nodiscard]] std::vector<IpAddress> addresses() const;
    /// The ports that were really bound, which differ from the configuration's where that said 0. Address
    /// must be open.
    [[nodiscard]] Endpoint ike_endpoint(const IpAddress& address) const;
    [[nodiscard]] Endpoint natt_endpoint(const IpAddress& address) const;

    /// `local` names the socket by address and port. The marker is put before what leaves by the NAT
    /// traversal port. Never blocks.
    Result<void> send(const Endpoint& local, const Endpoint& remote, ByteView datagram);
    /// The one byte 0xff of RFC 3948 section 2.3, which keeps a NAT's mapping alive. `local` is a
    /// natt_endpoint.
    Result<void> send_nat_keepalive(const Endpoint& local, const Endpoint& remote);

 private:
    struct Pair {
        IkeSocketConfig config;
        std::unique_ptr<UdpSocket> ike;
        std::unique_ptr<UdpSocket> natt;
    };
    Result<std::unique_ptr<UdpSocket>> open_ike(const IkeSocketConfig& config);
    Result<std::unique_ptr<UdpSocket>> open_natt(const IkeSocketConfig& config);

    boost::asio::io_context& loop_;
    Handler handler_;
    std::map<IpAddress, Pair> pairs_;
};

}  // namespace hawser::loader
