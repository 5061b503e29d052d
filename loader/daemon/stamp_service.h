// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "health/stamp_reflector.h"
#include "loader/config/config.h"
#include "loader/net/stamp_socket.h"

namespace hawser::loader {

/// Reflects STAMP requests where the program on the tunnel does not: in authenticated mode, with sequence
/// numbers of its own, and over an interface that tunnels share. Only what came by a tunnel is answered, by
/// the same one; a stranger's request gets nothing, not even an error.
class StampService {
 public:
    /// A note of refused requests is written this often at most.
    static constexpr Duration kReportInterval = std::chrono::minutes(1);

    StampService(boost::asio::io_context& loop, const Config& config);

    /// Opens what is not open, and takes requests from these interfaces alone. A port that another program
    /// has is tried again with the next call, and said once.
    void serve(std::set<unsigned> tunnel_interfaces);

    /// 0: no socket of the family is open.
    [[nodiscard]] uint16_t port(Family family) const;
    [[nodiscard]] const health::StampReflector& reflector() const { return reflector_; }
    /// Datagrams that came by no tunnel.
    [[nodiscard]] uint64_t strangers() const { return strangers_; }

 private:
    void open(Family family, std::unique_ptr<StampSocket>& socket);
    void received(StampSocket& socket, const ReceivedDatagram& datagram);
    void report_refused();

    boost::asio::io_context& loop_;
    const Config& config_;
    health::StampReflector reflector_;
    std::set<unsigned> tunnel_interfaces_;
    std::unique_ptr<StampSocket> socket4_;
    std::unique_ptr<StampSocket> socket6_;
    uint64_t strangers_ = 0;
    uint64_t reported_ = 0;
    TimePoint report_at_{};
    std::set<std::string> troubles_;  ///< said already
};

}  // namespace hawser::loader
