// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/sa_mapping.h"

#include <string_view>

#include "loader/daemon/auth_mapping.h"

namespace hawser::loader {
namespace {

ike::Initiate initiate_of(InitiateChoice choice) {
    switch (choice) {
        case InitiateChoice::kAuto:
            return ike::Initiate::kAuto;
        case InitiateChoice::kAlways:
            return ike::Initiate::kAlways;
        case InitiateChoice::kNever:
            return ike::Initiate::kNever;
    }
    return ike::Initiate::kAuto;
}

template <typename Parse>
Result<std::vector<ike::AlgorithmProposal>> parse_proposals(std::string_view text, Parse parse) {
    std::vector<ike::AlgorithmProposal> proposals;
    while (!text.empty()) {
        const size_t comma = text.find(',');
        std::string_view word = text.substr(0, comma);
        while (!word.empty() && word.front() == ' ')
            word.remove_prefix(1);
        while (!word.empty() && word.back() == ' ')
            word.remove_suffix(1);
        auto proposal = parse(word);
        if (!proposal) return proposal.error();
        proposals.push_back(*std::move(proposal));
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    }
    return proposals;
}

std::vector<ike::TrafficSelector> selectors_of(const std::vector<IpPrefix>& networks) {
    std::vector<ike::TrafficSelector> selectors;
    for (const IpPrefix& network : networks)
        selectors.emplace_back(network);
    return selectors;
}

/// The kernel says one port or all of them; what lies between is widened here and checked by the data plane.
uint16_t policy_port(const ike::TrafficSelector& selector) {
    return selector.first_port() == selector.last_port() ? selector.first_port() : uint16_t{0};
}

SaLimits limits_of(const ike::TrafficLimits& limits) {
    return {.soft_bytes = limits.soft_bytes,
            .hard_bytes = limits.hard_bytes,
            .soft_packets = limits.soft_packets,
            .hard_packets = limits.hard_packets};
}

PolicySelector reversed(const PolicySelector& out) {
    return {.source = out.destination,
            .destination = out.source,
            .protocol = out.protocol,
            .source_port = out.destination_port,
            .destination_port = out.source_port};
}

}  // namespace

std::optional<EspAlgorithm> esp_algorithm(ike::EncryptionId encryption,
                                          std::optional<ike::IntegrityId> integrity) {
    if (encryption == ike::EncryptionId::kAesGcm16) return EspAlgorithm::kAesGcm16;
    if (encryption == ike::EncryptionId::kChaCha20Poly1305) return EspAlgorithm::kChaCha20Poly1305;
    const bool counter = encryption == ike::EncryptionId::kAesCtr;
    if ((!counter && encryption != ike::EncryptionId::kAesCbc) || !integrity) return std::nullopt;
    switch (*integrity) {
        case ike::IntegrityId::kHmacSha2_256_128:
            return counter ? EspAlgorithm::kAesCtrHmacSha256 : EspAlgorithm::kAesCbcHmacSha256;
        case ike::IntegrityId::kHmacSha2_384_192:
            return counter ? EspAlgorithm::kAesCtrHmacSha384 : EspAlgorithm::kAesCbcHmacSha384;
        case ike::IntegrityId::kHmacSha2_512_256:
            return counter ? EspAlgorithm::kAesCtrHmacSha512 : EspAlgorithm::kAesCbcHmacSha512;
        default:
            return std::nullopt;
    }
}

Result<SaRequest> sa_request(const ike::InstallChildSa& child, SaDirection direction) {
    const auto algorithm = esp_algorithm(child.encryption, child.integrity);
    if (!algorithm) {
        return Error("installing the Child SA of " + child.connection_name +
                     ": the kernel's adapter does not know " + ike::to_string(child.encryption));
    }
    const bool in = direction == SaDirection::kIn;
    const ike::ChildSaKeys& keys = in ? child.keys_in : child.keys_out;
    const Endpoint& source = in ? child.remote : child.local;
    const Endpoint& destination = in ? child.local : child.remote;
    SaRequest request{.direction = direction,
                      .source = source.address,
                      .destination = destination.address,
                      .spi = (in ? child.spi_in : child.spi_out).value(),
                      .if_id = child.if_id,
                      .algorithm = *algorithm,
                      .encryption_key = keys.encryption.clone(),
                      .integrity_key = keys.integrity.clone(),
                      .esn = child.esn,
                      .limits = limits_of(child.limits)};
    if (child.udp_encapsulation) request.encap = EspEncap{source.port, destination.port};
    return request;
}

Result<std::vector<PolicySelector>> outbound_selectors(const ike::InstallChildSa& child) {
    std::vector<PolicySelector> selectors;
    for (const ike::TrafficSelector& local : child.local_selectors) {
        for (const ike::TrafficSelector& remote : child.remote_selectors) {
            if (local.family() != remote.family()) continue;
            for (const IpPrefix& source : local.to_prefixes()) {
                for (const IpPrefix& destination : remote.to_prefixes()) {
                    selectors.push_back(
                        {.source = source,
                         .destination = destination,
                         .protocol = local.protocol() != 0 ? local.protocol() : remote.protocol(),
                         .source_port = policy_port(local),
                         .destination_port = policy_port(remote)});
                    if (selectors.size() > kMaxSelectorPairs) {
                        return Error("installing the policies of " + child.connection_name +
                                     ": the negotiated selectors are more pairs than " +
                                     std::to_string(kMaxSelectorPairs));
                    }
                }
            }
        }
    }
    return selectors;
}

std::vector<PolicyRequest> policy_requests(const std::vector<PolicySelector>& outbound, IfId if_id,
                                           const IpAddress& local, const IpAddress& remote) {
    std::vector<PolicyRequest> policies;
    policies.reserve(3 * outbound.size());
    for (const PolicySelector& out : outbound) {
        for (const PolicyDirection direction :
             {PolicyDirection::kIn, PolicyDirection::kFwd, PolicyDirection::kOut}) {
            const bool outgoing = direction == PolicyDirection::kOut;
            policies.push_back({.direction = direction,
                                .selector = outgoing ? out : reversed(out),
                                .if_id = if_id,
                                .tunnel_source = outgoing ? local : remote,
                                .tunnel_destination = outgoing ? remote : local});
        }
    }
    return policies;
}

std::vector<Selector> plan_selectors(const std::vector<ike::TrafficSelector>& selectors) {
    std::vector<Selector> planned;
    for (const ike::TrafficSelector& selector : selectors) {
        Selector one{selector.first(), selector.last(), selector.protocol(), selector.first_port(),
                     selector.last_port()};
        // OPAQUE means ports that cannot be seen; the data plane sees 0 there.
        if (selector.opaque_ports()) one.port_first = one.port_last = 0;
        planned.push_back(one);
    }
    return planned;
}

Result<ike::ConnectionConfig> connection_config(const TunnelEntry& entry, const AuthConfig& auth,
                                                const IpAddress& local) {
    const TunnelConfig& tunnel = *entry.tunnel;
    const PeerConfig& peer = *entry.peer;
    ike::ConnectionConfig config;
    config.id = ike::ConnectionId(tunnel.id);
    config.name = tunnel.name;
    config.local_address = local;
    config.remote_address = tunnel.endpoint;
    auto local_identity = local_identity_of(auth, local);
    if (!local_identity) return local_identity.error().within("reading local_id of tunnel " + tunnel.name);
    auto remote_identity = ike::Identity::parse(auth.remote_id);
    if (!remote_identity) return remote_identity.error().within("reading remote_id of tunnel " + tunnel.name);
    config.local_identity = *std::move(local_identity);
    config.remote_identity = *std::move(remote_identity);
    config.auth = authentication_of(auth);
    auto ike_proposals = parse_proposals(peer.ike_proposals, ike::parse_ike_proposal);
    if (!ike_proposals) return ike_proposals.error().within("reading the IKE proposals of peer " + peer.name);
    if (!ike_proposals->empty()) config.ike_proposals = *std::move(ike_proposals);
    auto esp_proposals = parse_proposals(peer.esp_proposals, ike::parse_esp_proposal);
    if (!esp_proposals) return esp_proposals.error().within("reading the ESP proposals of peer " + peer.name);
    if (!esp_proposals->empty()) config.esp_proposals = *std::move(esp_proposals);
    config.local_selectors = selectors_of(peer.local_networks);
    config.remote_selectors = selectors_of(peer.networks);
    config.initiate = initiate_of(tunnel.initiate);
    config.siblings = peer.tunnels.size() > 1;
    config.if_id = entry.if_id();
    config.child_lifetime = peer.child_lifetime;
    config.ike_lifetime = peer.ike_lifetime;
    config.reauth_time = peer.reauth_time;
    config.childless = peer.childless;
    config.redirect = peer.redirect;
    config.nat_keepalive = peer.path.nat_keepalive;
    config.liveness_interval = peer.path.liveness;
    config.mobike = peer.path.mobike;
    config.window_size = peer.path.window_size;
    config.fragment_size = peer.path.fragmentation ? peer.path.fragment_size : uint16_t{0};
    config.resumption = peer.resumption;
    config.request_addresses = peer.request_addresses;
    config.pools = peer.pools;
    if (peer.encap) config.encapsulation = ike::Encapsulation::kForced;
    return config;
}

}  // namespace hawser::loader
