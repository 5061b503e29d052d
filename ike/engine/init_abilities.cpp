// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/init_abilities.h"

#include <algorithm>

#include "ike/engine/certificate_request.h"
#include "ike/engine/connection.h"
#include "ike/engine/hawser_extensions.h"
#include "ike/engine/ike_sa.h"
#include "ike/engine/redirect_support.h"

namespace hawser::ike {

namespace {

/// Said only where there is something that it is for: an additional key exchange.
bool uses_intermediate(const ConnectionConfig& config) {
    return std::any_of(config.ike_proposals.begin(), config.ike_proposals.end(),
                       [](const AlgorithmProposal& one) { return one.has_additional(); });
}

}  // namespace

PeerAbilities abilities_of(const Message& init) {
    PeerAbilities abilities;
    abilities.hawser = is_from_hawser(init);
    abilities.childless = init.notify(NotifyType::kChildlessIkev2Supported) != nullptr;
    abilities.redirect = follows_redirects(init);
    abilities.intermediate = init.notify(NotifyType::kIntermediateExchangeSupported) != nullptr;
    abilities.certificate_requests = certificate_requests_in(init);
    if (const auto* hashes = init.notify(NotifyType::kSignatureHashAlgorithms)) {
        if (auto parsed = parse_signature_hash_algorithms(*hashes))
            abilities.signature_hashes = std::move(*parsed);
    }
    abilities.fragmentation = init.notify(NotifyType::kIkev2FragmentationSupported) != nullptr;
    return abilities;
}

void append_own_abilities(const IkeSa& sa, const EngineContext& context, std::vector<Payload>& request) {
    const ConnectionConfig& config = *sa.config;
    if (config.auth.remote.authorities && !config.auth.hashes.empty()) {
        request.push_back(signature_hash_algorithms(config.auth.hashes));
    }
    append_redirect_support(sa, context, request);
    if (uses_intermediate(config)) {
        request.push_back(NotifyPayload::of(NotifyType::kIntermediateExchangeSupported));
    }
    if (config.fragment_size != 0)
        request.push_back(NotifyPayload::of(NotifyType::kIkev2FragmentationSupported));
    request.push_back(hawser_vendor_id());
}

void append_confirmed_abilities(const ConnectionConfig& config, const PeerAbilities& initiator,
                                std::vector<Payload>& response) {
    if (initiator.signature_hashes && !config.auth.hashes.empty()) {
        response.push_back(signature_hash_algorithms(config.auth.hashes));
    }
    if (initiator.intermediate && uses_intermediate(config)) {
        response.push_back(NotifyPayload::of(NotifyType::kIntermediateExchangeSupported));
    }
    if (initiator.fragmentation && config.fragment_size != 0)
        response.push_back(NotifyPayload::of(NotifyType::kIkev2FragmentationSupported));
    response.push_back(NotifyPayload::of(NotifyType::kChildlessIkev2Supported));
    response.push_back(hawser_vendor_id());
}

}  // namespace hawser::ike
