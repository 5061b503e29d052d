// SPDX-License-Identifier: BSD-2-Clause
#include <linux/netlink.h>
#include <linux/xfrm.h>

#include <memory>
#include <utility>

#include "loader/kernel/kernel.h"
#include "loader/kernel/netlink_multicast.h"
#include "loader/kernel/sa_decoding.h"

namespace hawser::loader {
namespace {

class NetlinkSaEvents final : public SaEventPort {
 public:
    explicit NetlinkSaEvents(NetlinkMulticast socket) : socket_(std::move(socket)) {}

    [[nodiscard]] int fd() const override { return socket_.fd(); }

    Result<Taken> take() override {
        Taken taken;
        const auto lost = socket_.take([&](const nlmsghdr& message) {
            if (auto expiry = decode_expiry(message)) taken.expiries.push_back(*std::move(expiry));
            if (auto mapping = decode_mapping(message)) taken.mappings.push_back(*std::move(mapping));
        });
        if (!lost) return lost.error();
        taken.lost = *lost;
        return taken;
    }

 private:
    NetlinkMulticast socket_;
};

}  // namespace

Result<std::unique_ptr<SaEventPort>> open_sa_event_port() {
    auto socket = NetlinkMulticast::open(NETLINK_XFRM, {XFRMNLGRP_EXPIRE, XFRMNLGRP_MAPPING});
    if (!socket) return socket.error();
    return std::unique_ptr<SaEventPort>(std::make_unique<NetlinkSaEvents>(*std::move(socket)));
}

}  // namespace hawser::loader
