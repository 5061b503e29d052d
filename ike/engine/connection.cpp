// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/connection.h"

#include <fmt/format.h>

#include <algorithm>

#include "ike/crypto/algorithms.h"

namespace hawser::ike {

namespace {

/// Words that cannot be read are refused earlier; this is for proposals that were made otherwise.
bool has_known_groups(const AlgorithmProposal& one) {
    const bool additional =
        std::all_of(one.additional.begin(), one.additional.end(), [](const std::vector<GroupId>& list) {
            return std::all_of(list.begin(), list.end(),
                               [](GroupId id) { return id == GroupId::kNone || supports_group(id); });
        });
    const bool alone = one.group.empty() && one.has_additional();
    return additional && !alone && std::all_of(one.group.begin(), one.group.end(), supports_group);
}

Result<void> check_ike_proposal(const AlgorithmProposal& one) {
    if (one.encryption.empty() || one.prf.empty() || one.group.empty()) {
        return Error(fmt::format("IKE proposal '{}' lacks a cipher, PRF or group", one.to_string()));
    }
    const bool aead = is_aead(one.encryption.front().id);
    if (aead != one.integrity.empty()) {
        return Error(
            fmt::format("IKE proposal '{}': integrity goes with ciphers that are not AEAD, and only "
                        "with those",
                        one.to_string()));
    }
    const bool supported = std::all_of(one.encryption.begin(), one.encryption.end(),
                                       [aead](const EncryptionChoice& choice) {
                                           return ike_supports_encryption(choice.id, choice.key_bits) &&
                                                  is_aead(choice.id) == aead;
                                       }) &&
                           std::all_of(one.integrity.begin(), one.integrity.end(), ike_supports_integrity) &&
                           std::all_of(one.prf.begin(), one.prf.end(), ike_supports_prf) &&
                           has_known_groups(one);
    if (!supported) {
        return Error(
            fmt::format("IKE proposal '{}' has an algorithm that is not supported", one.to_string()));
    }
    return {};
}

Result<void> check_esp_proposal(const AlgorithmProposal& one) {
    if (one.encryption.empty() || one.esn.empty()) {
        return Error(fmt::format("ESP proposal '{}' lacks a cipher or ESN's yes or no", one.to_string()));
    }
    const bool aead = is_aead(one.encryption.front().id);
    if (aead != one.integrity.empty()) {
        return Error(
            fmt::format("ESP proposal '{}': integrity goes with ciphers that are not AEAD, and only "
                        "with those",
                        one.to_string()));
    }
    if (!has_known_groups(one)) {
        return Error(fmt::format("ESP proposal '{}' has a group that is not supported", one.to_string()));
    }
    for (const EncryptionChoice& choice : one.encryption) {
        if (is_aead(choice.id) != aead || !encryption_keymat_size(choice.id, choice.key_bits)) {
            return Error(
                fmt::format("ESP proposal '{}' has a cipher that is not supported", one.to_string()));
        }
    }
    return {};
}

Result<void> check_proposals(const ConnectionConfig& config) {
    if (config.ike_proposals.empty()) return Error("no IKE proposal");
    if (config.esp_proposals.empty()) return Error("no ESP proposal");
    for (const AlgorithmProposal& one : config.ike_proposals) {
        if (auto checked = check_ike_proposal(one); !checked) return checked;
    }
    for (const AlgorithmProposal& one : config.esp_proposals) {
        if (auto checked = check_esp_proposal(one); !checked) return checked;
    }
    return {};
}

Result<void> check_addresses(const ConnectionConfig& config) {
    if (config.local_address.is_unspecified()) return Error("no local address");
    if (!config.remote_address) {
        if (config.initiate == Initiate::kAlways) return Error("initiate = always needs the peer's address");
        return {};
    }
    if (config.remote_address->is_unspecified()) return Error("the peer's address is unspecified");
    if (config.remote_address->family() != config.local_address.family()) {
        return Error(fmt::format("{} cannot reach {}: different address families",
                                 config.local_address.to_string(), config.remote_address->to_string()));
    }
    return {};
}

Result<void> check_selectors(const ConnectionConfig& config) {
    const auto is_good = [](const std::vector<TrafficSelector>& list) {
        return !list.empty() && list.size() <= 255;  // the count on the wire is one byte (3.13)
    };
    if (!is_good(config.local_selectors)) return Error("local selectors: 1 to 255 are possible");
    if (!is_good(config.remote_selectors)) return Error("remote selectors: 1 to 255 are possible");
    return {};
}

Result<void> check_policies(const ConnectionConfig& config) {
    const RetransmissionPolicy& policy = config.retransmission;
    if (policy.tries == 0 || policy.base <= Duration::zero() || policy.factor < 1.0) {
        return Error("retransmission: at least one try, a wait above zero and a factor of at least 1");
    }
    if (config.fragment_size != 0 && config.fragment_size < 576) {
        return Error("the IP packets of fragments: at least 576 bytes, or 0 for no fragments");
    }
    if (config.window_size == 0) return Error("a window of no request");
    if (auto checked = config.child_lifetime.validate(); !checked) return checked;
    if (auto checked = config.ike_lifetime.validate(); !checked) return checked;
    if (auto checked = config.redirect.validate(); !checked) return checked;
    if (config.reconnect.base <= Duration::zero() || config.reconnect.cap < config.reconnect.base) {
        return Error("reconnect: a wait above zero and a cap that is not below it");
    }
    return {};
}

}  // namespace

Result<void> ConnectionConfig::validate() const {
    const auto check_all = [this]() -> Result<void> {
        if (id == ConnectionId(0)) return Error("connection id 0 is not valid");
        if (name.empty()) return Error("no name");
        if (auto checked = check_addresses(*this); !checked) return checked;
        if (local_identity.is_any()) return Error("no local identity");
        if (auto checked = auth.validate(); !checked) return checked;
        if (auto checked = check_selectors(*this); !checked) return checked;
        if (auto checked = check_proposals(*this); !checked) return checked;
        return check_policies(*this);
    };
    auto checked = check_all();
    if (!checked) return checked.error().within("connection '" + name + "'");
    return checked;
}

}  // namespace hawser::ike
