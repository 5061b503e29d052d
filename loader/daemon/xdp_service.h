// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <memory>

#include "loader/daemon/kernel_view.h"
#include "loader/outer/outer_port.h"
#include "loader/xdp/sa_census.h"
#include "loader/xdp/xdp_interfaces.h"

namespace hawser::loader {

/// XDP on the uplinks and LANs, and whether ESP of an unlisted SPI may be called unknown there. It never
/// fails: where it cannot be had, everything works without.
class XdpService {
 public:
    XdpService(boost::asio::io_context& loop, XdpPort& port, OuterPort& outers, const XdpConfig& config);
    XdpService(const XdpService&) = delete;
    XdpService& operator=(const XdpService&) = delete;
    ~XdpService() { stop(); }

    void reconcile(const Config& config, const KernelView& view, const std::vector<UplinkState>& uplinks);
    /// Before the census goes, which owns the descriptor.
    void stop() {
        if (events_.is_open()) events_.release();
    }

    /// By interface name.
    [[nodiscard]] const std::map<std::string, XdpState>& states() const { return interfaces_.states(); }

 private:
    void take_census();
    void watch();

    OuterPort& outers_;
    XdpInterfaces interfaces_;
    std::unique_ptr<SaCensus> census_;
    boost::asio::posix::stream_descriptor events_;
};

}  // namespace hawser::loader
