// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/ip_address.h"
#include "base/result.h"

namespace hawser::loader {

class IcmpSocket;

/// An ICMP message as it arrived, from the ICMP header on.
struct IcmpDatagram {
    Family family = Family::kIpv4;
    unsigned ifindex = 0;  ///< of the interface that it arrived by
    IpAddress source;
    TimePoint received_at;  ///< by the kernel's time stamp, so that a late reader does not spoil the round
                            ///< trip time
    ByteView icmp;          ///< valid during the call only
};

/// Sends probes by their tunnels' interfaces and hears the answers, whatever interface they come by: an
/// answer by another tunnel is to be seen, not lost. One raw socket a family serves all tunnels.
class ProbeSockets {
 public:
    using Handler = std::function<void(const IcmpDatagram&)>;

    /// `handler` is called from the loop for echo replies and for ICMP unreachables; they may be anybody's.
    ProbeSockets(boost::asio::io_context& loop, Handler handler);
    ProbeSockets(const ProbeSockets&) = delete;
    ProbeSockets& operator=(const ProbeSockets&) = delete;
    ~ProbeSockets();

    /// Fails without CAP_NET_RAW. A machine without IPv6 is no failure; probes to IPv6 targets fail then.
    Result<void> open();

    /// `ifindex` of the tunnel's interface. Replaces an earlier value.
    void set_tunnel(TunnelId tunnel, unsigned ifindex);
    void remove_tunnel(TunnelId tunnel);

    /// `icmp` as in health::SendProbe. Never blocks. Without `source` the kernel chooses one.
    Result<void> send(TunnelId tunnel, const IpAddress& target, const std::optional<IpAddress>& source,
                      ByteView icmp);

 private:
    boost::asio::io_context& loop_;
    Handler handler_;
    std::unique_ptr<IcmpSocket> socket4_;
    std::unique_ptr<IcmpSocket> socket6_;
    std::map<TunnelId, unsigned> ifindexes_;
};

}  // namespace hawser::loader
