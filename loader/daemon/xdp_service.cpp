// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/xdp_service.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace hawser::loader {
namespace {

std::vector<XdpInterface> interfaces_of(const Config& config, const KernelView& view,
                                        const std::vector<UplinkState>& uplinks) {
    std::vector<XdpInterface> interfaces;
    for (const UplinkState& uplink : uplinks)
        interfaces.push_back(
            {uplink.config->interface, static_cast<uint32_t>(uplink.ifindex), XdpHook::kWan});
    for (const std::string& name : config.lan_interfaces) {
        if (const Link* link = view.link(name))
            interfaces.push_back({name, static_cast<uint32_t>(link->ifindex), XdpHook::kLan});
    }
    return interfaces;
}

}  // namespace

XdpService::XdpService(boost::asio::io_context& loop, XdpPort& port, OuterPort& outers,
                       const XdpConfig& config)
    : outers_(outers), interfaces_(port, config), events_(loop) {
    auto census = SaCensus::open();
    if (!census) {
        spdlog::warn("[xdp] {}; no ESP is called unknown", census.error().text());
        return;
    }
    census_ = *std::move(census);
    events_.assign(census_->fd());
    watch();
}

void XdpService::reconcile(const Config& config, const KernelView& view,
                           const std::vector<UplinkState>& uplinks) {
    const std::map<std::string, XdpState> before = interfaces_.states();
    interfaces_.reconcile(interfaces_of(config, view, uplinks));
    for (const auto& [name, state] : interfaces_.states()) {
        const auto old = before.find(name);
        if (old != before.end() && old->second.mode == state.mode && old->second.reason == state.reason)
            continue;
        spdlog::info("[xdp] {}: {}: {}", name, state.mode, state.reason);
    }
    take_census();
}

/// What is listed and not there any more goes off the list.
void XdpService::take_census() {
    if (!census_) return;
    auto present = census_->count();
    auto listed = outers_.listed_spis();
    if (!present || !listed) return interfaces_.set_spis_complete(false);
    for (const SpiName& name : *listed) {
        if (present->count(name) == 0) (void)outers_.unlist_spi(name);
    }
    interfaces_.set_spis_complete(lists_all(*listed, *present));
}

void XdpService::watch() {
    events_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                       [this](const boost::system::error_code& error) {
                           if (error) return;
                           const auto made = census_->take_new();
                           const auto listed = outers_.listed_spis();
                           if (!made || !listed || !lists_all(*listed, *made))
                               interfaces_.set_spis_complete(false);
                           watch();
                       });
}

}  // namespace hawser::loader
