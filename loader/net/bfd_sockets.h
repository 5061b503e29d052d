// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <map>
#include <memory>
#include <string>
#include <tuple>

#include "loader/net/datagram_reader.h"
#include "loader/net/probe_port.h"

namespace hawser::loader {

/// BFD over UDP: single hop (RFC 5881, port 3784, nothing but TTL 255 is heard) and multihop (RFC 5883, port
/// 4784). One socket for each tunnel's interface hears, and each session sends by one of its own.
class BfdSockets : public ProbePort {
 public:
    static constexpr uint16_t kSingleHopPort = 3784;
    static constexpr uint16_t kMultihopPort = 4784;

    BfdSockets(boost::asio::io_context& loop, ProbeAnswered answered);
    ~BfdSockets() override;

    Result<void> send(const OutgoingProbe& request) override;
    void forget(TunnelId tunnel) override;

 private:
    /// Where packets are heard.
    struct Place {
        unsigned ifindex = 0;
        Family family = Family::kIpv4;
        bool multihop = false;
        auto operator<=>(const Place&) const = default;
    };
    struct Session {
        Place place;
        IpAddress target;
        std::optional<IpAddress> source;
        std::unique_ptr<boost::asio::posix::stream_descriptor> sender;
    };
    Result<void> open(const OutgoingProbe& request, Session& session);
    Result<void> listen(const Place& place);
    void received(const Place& place, const ReceivedDatagram& datagram);
    /// Whose packet it is: by our discriminator, or by its source as long as the peer does not know that.
    [[nodiscard]] std::optional<health::ProbeId> session_of(const Place& place, const IpAddress& remote,
                                                            uint32_t discriminator) const;

    boost::asio::io_context& loop_;
    ProbeAnswered answered_;
    std::map<health::ProbeId, Session> sessions_;
    std::map<Place, std::unique_ptr<DatagramReader>> listeners_;
};

}  // namespace hawser::loader
