// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/configuration_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace hawser::ike {

namespace {

using Type = ConfigurationAttributeType;

Type address_type(Family family) {
    return family == Family::kIpv4 ? Type::kInternalIp4Address : Type::kInternalIp6Address;
}

Type dns_type(Family family) {
    return family == Family::kIpv4 ? Type::kInternalIp4Dns : Type::kInternalIp6Dns;
}

/// The peer is authenticated, but its word goes into interfaces.
bool is_usable(const IpAddress& address) {
    static const IpPrefix kLoopback(IpAddress::from_bytes(Bytes{127, 0, 0, 0}), 8);
    return !address.is_unspecified() && !address.is_link_local() && !address.is_multicast() &&
           !kLoopback.contains(address);
}

/// A peer may say more than we can use.
void append_some(std::vector<IpAddress>& list, const std::vector<IpAddress>& more, size_t most) {
    for (const IpAddress& one : more) {
        if (most == 0) return;
        if (!is_usable(one)) continue;
        list.push_back(one);
        --most;
    }
}

std::string to_text(const std::vector<IpAddress>& addresses) {
    std::string text;
    for (const IpAddress& one : addresses)
        text += (text.empty() ? "" : ", ") + one.to_string();
    return text;
}

}  // namespace

void append_configuration_request(const IkeSa& sa, const EngineContext& context,
                                  std::vector<Payload>& payloads) {
    if (sa.config->request_addresses.empty()) return;
    const Connection* connection = context.connections.find(sa.config->id);
    ConfigurationPayload request;
    for (Family family : sa.config->request_addresses) {
        ConfigurationAttribute address{address_type(family), {}};
        const bool had = connection != nullptr && connection->inner != nullptr;
        for (const IpAddress& one : had ? connection->inner->addresses : sa.config->addresses_before) {
            if (one.family() == family) address = ConfigurationAttribute::of_address(one);
        }
        request.attributes.push_back(std::move(address));
        request.attributes.push_back({dns_type(family), {}});
    }
    payloads.push_back(std::move(request));
}

std::optional<ErrorWords> take_configuration(IkeSa& sa, EngineContext& context, const Message& response) {
    constexpr size_t kMaxNameServers = 4;
    if (sa.config->request_addresses.empty()) return std::nullopt;
    auto inner = std::make_shared<InnerConfiguration>();
    const auto* reply = response.get<ConfigurationPayload>();
    if (reply != nullptr && reply->type == ConfigurationType::kReply) {
        for (Family family : sa.config->request_addresses) {
            append_some(inner->addresses, reply->addresses(address_type(family)), 1);
            append_some(inner->dns, reply->addresses(dns_type(family)), kMaxNameServers);
        }
    }
    if (inner->addresses.empty()) {
        return ErrorWords{FailureReason::kNoInnerAddress,
                          "we ask for an inner address, and the peer assigns none"};
    }
    context.outbox.log(LogLevel::kInfo, fmt::format("{}: the peer assigns us {}{}{}", sa.config->name,
                                                    to_text(inner->addresses),
                                                    inner->dns.empty() ? "" : ", DNS ", to_text(inner->dns)));
    sa.inner = std::move(inner);
    if (Connection* connection = context.connections.find(sa.config.get())) connection->inner = sa.inner;
    return std::nullopt;
}

}  // namespace hawser::ike
