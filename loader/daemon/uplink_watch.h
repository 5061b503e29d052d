// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <string>

#include "health/monitor.h"
#include "loader/net/alarm.h"
#include "loader/net/probe_sockets.h"

namespace hawser::loader {

/// Asks targets outside the tunnels by the uplinks themselves, to tell a dead provider from a dead peer. What
/// it finds changes no tunnel's state: it stands in their reasons.
class UplinkWatch {
 public:
    /// What is to be said of the uplink's tunnels while they are down; empty: nothing.
    using Told = std::function<void(const std::string& uplink, const std::string& sentence)>;

    /// Of ICMP: beside the tunnels' own range, see probe_id_of().
    static constexpr uint16_t kFirstIcmpId = 0x9f00;

    /// `sockets` must outlive it. `cookie`: another one than the tunnels' probes have.
    UplinkWatch(boost::asio::io_context& loop, ProbeSockets& sockets, uint64_t cookie, Told told);

    struct Uplink {
        std::string name;
        IpAddress target;
        IpAddress source;
        unsigned ifindex = 0;
        bool usable = false;
        std::string trouble;
    };
    void configure(const Uplink& uplink);
    /// It is not asked any more, and nothing is said of it.
    void forget(const std::string& uplink);
    /// Whether the message was an answer to one of its requests, or about one.
    bool received(const IcmpDatagram& datagram);

 private:
    [[nodiscard]] TunnelId id_of(const std::string& uplink);
    void settle();
    void tell(const health::StateChanged& change);

    ProbeSockets& sockets_;
    health::Monitor monitor_;
    Told told_;
    Alarm alarm_;
    std::map<std::string, TunnelId> ids_;
};

}  // namespace hawser::loader
