// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "health/stamp/stamp_reflector.h"
#include "loader/config/config.h"
#include "loader/net/stamp_socket.h"

namespace hawser::loader {

/// Reflects STAMP requests where the program on the tunnel does not: in authenticated mode, with sequence
/// numbers of its own, and over an interface that tunnels share. Its sockets are bound to the tunnels'
/// interfaces, so that a stranger finds nobody.
class StampService {
 public:
    /// A note of refused requests is written this often at most.
    static constexpr Duration kReportInterval = std::chrono::minutes(1);

    StampService(boost::asio::io_context& loop, const Config& config);

    /// Takes requests from these interfaces alone. A port that another program has is tried again with the
    /// next call, and said once.
    void serve(const std::set<unsigned>& tunnel_interfaces);

    [[nodiscard]] bool serves(unsigned ifindex, Family family) const {
        return sockets_.count({ifindex, family}) != 0;
    }
    [[nodiscard]] const health::StampReflector& reflector() const { return reflector_; }

 private:
    using Place = std::pair<unsigned, Family>;

    void open(const Place& place);
    void received(const Place& place, const ReceivedDatagram& datagram);
    void report_refused();

    boost::asio::io_context& loop_;
    const Config& config_;
    health::StampReflector reflector_;
    std::map<Place, std::unique_ptr<StampSocket>> sockets_;
    uint64_t reported_ = 0;
    TimePoint report_at_{};
    std::set<std::string> troubles_;  ///< said already
};

}  // namespace hawser::loader
