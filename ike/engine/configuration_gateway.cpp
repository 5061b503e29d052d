// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/configuration_gateway.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ike/engine/peer_identity.h"

namespace hawser::ike {

namespace {

using Type = ConfigurationAttributeType;

AddressPool* pool_of(EngineContext& context, const ConnectionConfig& config, Family family) {
    for (const std::string& name : config.pools) {
        const auto found = context.pools.find(name);
        if (found != context.pools.end() && found->second.config().addresses.family() == family)
            return &found->second;
    }
    return nullptr;
}

/// Of one family: whether the initiator asks for it, and which one it would like.
struct Wish {
    bool asked = false;
    std::optional<IpAddress> address;
};

Wish wish_of(const ConfigurationPayload& request, Family family) {
    const Type type = family == Family::kIpv4 ? Type::kInternalIp4Address : Type::kInternalIp6Address;
    Wish wish;
    for (const ConfigurationAttribute& one : request.attributes) {
        if (one.type != type) continue;
        wish.asked = true;
        if (!wish.address) wish.address = one.address();
    }
    return wish;
}

}  // namespace

bool assign_addresses(IkeSa& sa, EngineContext& context, const Message& request) {
    const auto* asked = request.get<ConfigurationPayload>();
    if (sa.config->pools.empty() || asked == nullptr || asked->type != ConfigurationType::kRequest)
        return true;
    auto inner = std::make_shared<InnerConfiguration>();
    bool wanted = false;
    for (Family family : {Family::kIpv4, Family::kIpv6}) {
        const Wish wish = wish_of(*asked, family);
        AddressPool* pool = wish.asked ? pool_of(context, *sa.config, family) : nullptr;
        wanted = wanted || wish.asked;
        auto lease = pool == nullptr ? nullptr : pool->lease(peer_identity(sa), wish.address);
        if (!lease) continue;
        inner->addresses.push_back(*lease);
        inner->leases.push_back(std::move(lease));
        const auto& dns = pool->config().dns;
        inner->dns.insert(inner->dns.end(), dns.begin(), dns.end());
    }
    if (inner->addresses.empty()) return !wanted;
    sa.inner = std::move(inner);
    return true;
}

void append_configuration_reply(const IkeSa& sa, std::vector<Payload>& payloads) {
    if (!sa.inner || sa.inner->leases.empty()) return;
    ConfigurationPayload reply{ConfigurationType::kReply, {}};
    for (const IpAddress& one : sa.inner->addresses)
        reply.attributes.push_back(ConfigurationAttribute::of_address(one));
    for (const IpAddress& one : sa.inner->dns) {
        reply.attributes.push_back(
            {one.is_v4() ? Type::kInternalIp4Dns : Type::kInternalIp6Dns, to_bytes(one.bytes())});
    }
    payloads.push_back(std::move(reply));
}

}  // namespace hawser::ike
