// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/netlink_policy_hash.h"

#include <linux/netlink.h>
#include <linux/xfrm.h>

#include <optional>

#include "loader/kernel/kernel.h"
#include "loader/kernel/netlink_attributes.h"

namespace hawser::loader {
namespace {

/// Flags without a meaning, and the attributes behind them.
constexpr uint32_t kHeader = 0;

xfrmu_spdhthresh to_kernel(const PolicyHash& hash) {
    return {.lbits = hash.local, .rbits = hash.remote};
}

std::optional<PolicyHash> from_kernel(const NetlinkAttributes& attributes, uint16_t type) {
    const auto found = attributes.as<xfrmu_spdhthresh>(type);
    if (!found) return std::nullopt;
    return PolicyHash{.local = found->lbits, .remote = found->rbits};
}

std::optional<PolicyDatabase> decode(const nlmsghdr& message) {
    const auto parsed = parse_message<uint32_t>(message);
    if (message.nlmsg_type != XFRM_MSG_NEWSPDINFO || !parsed) return std::nullopt;
    const auto counts = parsed->attributes.as<xfrmu_spdinfo>(XFRMA_SPD_INFO);
    const auto v4 = from_kernel(parsed->attributes, XFRMA_SPD_IPV4_HTHRESH);
    const auto v6 = from_kernel(parsed->attributes, XFRMA_SPD_IPV6_HTHRESH);
    if (!counts || !v4 || !v6) return std::nullopt;
    return PolicyDatabase{.outgoing = counts->outcnt, .hashes = {.v4 = *v4, .v6 = *v6}};
}

}  // namespace

Result<std::unique_ptr<PolicyHashPort>> open_policy_hash_port() {
    Result<NetlinkSocket> socket = NetlinkSocket::open(NETLINK_XFRM);
    if (!socket.ok()) return socket.error().within("XFRM's policy database");
    return std::unique_ptr<PolicyHashPort>(std::make_unique<NetlinkPolicyHash>(*std::move(socket)));
}

Result<PolicyDatabase> NetlinkPolicyHash::look() {
    const char* const doing = "asking how policies are hashed";
    NetlinkMessage question(XFRM_MSG_GETSPDINFO, 0);
    question.put_header(kHeader);
    std::optional<PolicyDatabase> found;
    const auto visit = [&](const nlmsghdr& message) { found = decode(message); };
    if (auto asked = socket_.query(question, doing, visit); !asked.ok()) return asked.error();
    if (!found) return Error(std::string(doing) + ": the kernel does not say");
    return *found;
}

Result<void> NetlinkPolicyHash::set(const PolicyHashes& hashes) {
    NetlinkMessage request(XFRM_MSG_NEWSPDINFO, 0);
    request.put_header(kHeader);
    request.put_struct(XFRMA_SPD_IPV4_HTHRESH, to_kernel(hashes.v4));
    request.put_struct(XFRMA_SPD_IPV6_HTHRESH, to_kernel(hashes.v6));
    return socket_.request(request, "setting how policies are hashed");
}

}  // namespace hawser::loader
