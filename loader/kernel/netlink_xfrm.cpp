// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/netlink_xfrm.h"

#include <fmt/format.h>
#include <linux/netlink.h>
#include <linux/xfrm.h>

#include <cerrno>

#include "loader/kernel/kernel.h"
#include "loader/kernel/policy_encoding.h"
#include "loader/kernel/sa_decoding.h"
#include "loader/kernel/sa_encoding.h"
#include "loader/kernel/sa_moving.h"

namespace hawser::loader {
namespace {

std::string describe(const SaKey& key) {
    return fmt::format("SA {:08x} to {} (if_id {})", key.spi, key.destination.to_string(), key.if_id.value());
}

std::string describe(const PolicyKey& key) {
    constexpr const char* kNames[] = {"in", "out", "fwd"};
    return fmt::format("policy {} {} === {} (if_id {})", kNames[static_cast<unsigned>(key.direction)],
                       key.selector.source.to_string(), key.selector.destination.to_string(),
                       key.if_id.value());
}

/// What is gone already was to be deleted.
Result<void> ignoring(Result<void> result, int error_number) {
    if (!result.ok() && result.error().error_number() == error_number) return {};
    return result;
}

}  // namespace

Result<std::unique_ptr<XfrmPort>> open_xfrm_port() {
    Result<NetlinkSocket> socket = NetlinkSocket::open(NETLINK_XFRM);
    if (!socket.ok()) return socket.error().within("XFRM");
    return std::unique_ptr<XfrmPort>(std::make_unique<NetlinkXfrm>(*std::move(socket)));
}

Result<void> NetlinkXfrm::add_sa(const SaRequest& request) {
    Result<NetlinkMessage> message = encode_add_sa(request);
    if (!message.ok()) return message.error();
    return socket_.request(*message, [&] { return "adding " + describe(request.key()); });
}

Result<NetlinkMessage> NetlinkXfrm::rewritten(const SaKey& key, const std::string& doing,
                                              const Rewrite& rewrite) {
    bool found = false;
    std::optional<NetlinkMessage> written;
    const auto visit = [&](const nlmsghdr& listed) {
        const std::optional<SaInfo> sa = decode_sa(listed);
        if (!sa || sa->key != key) return;
        found = true;
        if (auto message = rewrite(listed)) written.emplace(*std::move(message));
    };
    if (auto got = socket_.query(encode_get_sa(key), doing, visit); !got.ok()) return got.error();
    if (!found) return Error::system(doing, ESRCH);
    if (!written) return Error(doing + ": its keys are hidden (kernel lockdown) or its numbers used up");
    return *std::move(written);
}

Result<void> NetlinkXfrm::update_sa_encap(const SaKey& key, const EspEncap& encap) {
    const std::string doing = "changing the ports of " + describe(key);
    Result<NetlinkMessage> update =
        rewritten(key, doing, [&](const nlmsghdr& listed) { return encode_updated_sa(listed, encap); });
    if (!update.ok()) return update.error();
    return socket_.request(*update, doing);
}

Result<void> NetlinkXfrm::move_sa(const SaKey& key, const IpAddress& source, const IpAddress& destination,
                                  const std::optional<EspEncap>& encap) {
    const std::string doing = "moving " + describe(key) + " to " + destination.to_string();
    Result<NetlinkMessage> moved = rewritten(key, doing, [&](const nlmsghdr& listed) {
        return encode_moved_sa(listed, {source, destination, encap});
    });
    if (!moved.ok()) return moved.error();
    // Deleted first: the kernel would not take a second SA with this SPI where the destination stays the
    // same.
    if (auto deleted = socket_.request(encode_delete_sa(key), doing); !deleted.ok()) return deleted;
    return socket_.request(*moved, doing);
}

Result<void> NetlinkXfrm::delete_sa(const SaKey& key) {
    return ignoring(socket_.request(encode_delete_sa(key), [&] { return "deleting " + describe(key); }),
                    ESRCH);
}

Result<std::vector<SaInfo>> NetlinkXfrm::list_sas(const IfIdSet& ours) {
    std::vector<SaInfo> sas;
    const auto visit = [&](const nlmsghdr& message) {
        std::optional<SaInfo> sa = decode_sa(message);
        if (sa && ours.contains(sa->key.if_id)) sas.push_back(*std::move(sa));
    };
    const Result<void> listed = socket_.query(encode_list_sas(), "listing SAs", visit, [&] { sas.clear(); });
    if (!listed.ok()) return listed.error();
    return sas;
}

Result<SaCounters> NetlinkXfrm::sa_counters(const SaKey& key) {
    const auto doing = [&] { return "asking for " + describe(key); };
    std::optional<SaInfo> found;
    const auto visit = [&](const nlmsghdr& message) { found = decode_sa(message); };
    if (auto got = socket_.query(encode_get_sa(key), doing, visit); !got.ok()) return got.error();
    if (!found || found->key != key) return Error::system(doing(), ESRCH);
    return found->counters;
}

Result<void> NetlinkXfrm::ensure_policy(const PolicyRequest& request) {
    return socket_.request(encode_update_policy(request),
                           [&] { return "putting " + describe(request.key()); });
}

Result<void> NetlinkXfrm::delete_policy(const PolicyKey& key) {
    return ignoring(socket_.request(encode_delete_policy(key), "deleting " + describe(key)), ENOENT);
}

Result<std::vector<PolicyInfo>> NetlinkXfrm::list_policies(const IfIdSet& ours) {
    std::vector<PolicyInfo> policies;
    const auto visit = [&](const nlmsghdr& message) {
        std::optional<PolicyInfo> policy = decode_policy(message);
        if (policy && ours.contains(policy->key.if_id)) policies.push_back(*std::move(policy));
    };
    const Result<void> listed =
        socket_.query(encode_list_policies(), "listing policies", visit, [&] { policies.clear(); });
    if (!listed.ok()) return listed.error();
    return policies;
}

}  // namespace hawser::loader
