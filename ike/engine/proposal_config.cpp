// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/proposal_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "ike/crypto/algorithms.h"
#include "ike/crypto/key_exchange.h"
#include "ike/engine/algorithm_names.h"
#include "ike/engine/proposal_additional.h"

namespace hawser::ike {

namespace {

template <typename T>
void add_once(std::vector<T>& list, T item) {
    if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

struct Adder {
    AlgorithmProposal& proposal;
    void operator()(const EncryptionChoice& choice) const { add_once(proposal.encryption, choice); }
    void operator()(IntegrityId id) const { add_once(proposal.integrity, id); }
    void operator()(PrfId id) const { add_once(proposal.prf, id); }
    void operator()(GroupId id) const { add_once(proposal.group, id); }
    void operator()(EsnId id) const { add_once(proposal.esn, id == EsnId::kEsn); }
};

/// The word `ke1_mlkem768` in its parts: the number from 1, and `mlkem768`.
struct AdditionalWord {
    size_t number;
    std::string_view method;
};

std::optional<AdditionalWord> as_additional(std::string_view word) {
    constexpr std::string_view kShape = "ke1_";
    const bool fits = word.size() > kShape.size() && word.starts_with("ke") && word[2] >= '1' &&
                      word[2] <= '7' && word[3] == '_';
    if (!fits) return std::nullopt;
    return AdditionalWord{static_cast<size_t>(word[2] - '0'), word.substr(kShape.size())};
}

const AlgorithmName* find_name(std::string_view word) {
    const auto names = algorithm_names();
    const auto found = std::find_if(names.begin(), names.end(),
                                    [&](const AlgorithmName& name) { return name.word == word; });
    return found == names.end() ? nullptr : &*found;
}

Error unknown_word(std::string_view text, std::string_view word) {
    std::string known;
    for (const AlgorithmName& name : algorithm_names())
        known += " " + std::string(name.word);
    return Error(
        fmt::format("proposal '{}': '{}' is not an algorithm; known are{}, and ke1_ to ke7_ with a group or "
                    "none behind it",
                    text, word, known));
}

/// False if it names no method.
bool add_additional(AlgorithmProposal& proposal, const AdditionalWord& word) {
    auto& list = proposal.additional[word.number - 1];
    if (word.method == "none") {
        add_once(list, GroupId::kNone);
        return true;
    }
    const AlgorithmName* name = find_name(word.method);
    const GroupId* group = name == nullptr ? nullptr : std::get_if<GroupId>(&name->algorithm);
    if (group != nullptr) add_once(list, *group);
    return group != nullptr;
}

Result<AlgorithmProposal> parse_words(std::string_view text) {
    AlgorithmProposal proposal;
    for (size_t at = 0; at <= text.size();) {
        const size_t end = std::min(text.find('-', at), text.size());
        const std::string_view word = text.substr(at, end - at);
        at = end + 1;
        if (const auto additional = as_additional(word)) {
            if (!add_additional(proposal, *additional)) return unknown_word(text, word);
            continue;
        }
        const AlgorithmName* name = find_name(word);
        if (name == nullptr) return unknown_word(text, word);
        std::visit(Adder{proposal}, name->algorithm);
    }
    return proposal;
}

/// ML-KEM is as new as the trust in it: it comes beside a group, so that breaking one of the two is not
/// enough.
Result<void> check_groups(std::string_view text, const AlgorithmProposal& proposal) {
    for (GroupId id : proposal.group) {
        if (!is_ml_kem(id)) continue;
        return Error(
            fmt::format("proposal '{0}': {1} is for additional key exchanges: ke1_{1}", text, word_of(id)));
    }
    for (const auto& list : proposal.additional) {
        for (GroupId id : list) {
            if (id == GroupId::kNone || supports_group(id)) continue;
            return Error(fmt::format("proposal '{}': {} needs OpenSSL 3.5 or later, this is {}", text,
                                     word_of(id), running_openssl()));
        }
    }
    if (!proposal.has_additional()) return {};
    if (proposal.group.empty()) {
        return Error(
            fmt::format("proposal '{}': additional key exchanges need a first one (x25519 ...)", text));
    }
    if (!can_be_agreed(proposal)) {
        return Error(fmt::format("proposal '{}': no key exchange may be made twice (RFC 9370)", text));
    }
    return {};
}

/// RFC 7296 3.3: AEAD ciphers go without integrity, and the two kinds cannot share a proposal.
Result<void> check_ciphers(std::string_view text, const AlgorithmProposal& proposal) {
    if (proposal.encryption.empty()) return Error(fmt::format("proposal '{}': no cipher", text));
    const auto aead = std::count_if(proposal.encryption.begin(), proposal.encryption.end(),
                                    [](const EncryptionChoice& choice) { return is_aead(choice.id); });
    if (aead != 0 && aead != std::ssize(proposal.encryption)) {
        return Error(
            fmt::format("proposal '{}': AEAD ciphers (GCM) and others need proposals of their own", text));
    }
    if (aead == 0 && proposal.integrity.empty()) {
        return Error(fmt::format("proposal '{}': no integrity algorithm (sha256 ...)", text));
    }
    return {};
}

PrfId prf_of(IntegrityId id) {
    switch (id) {
        case IntegrityId::kHmacSha2_384_192:
            return PrfId::kHmacSha2_384;
        case IntegrityId::kHmacSha2_512_256:
            return PrfId::kHmacSha2_512;
        default:
            return PrfId::kHmacSha2_256;
    }
}

}  // namespace

Result<AlgorithmProposal> parse_ike_proposal(std::string_view text) {
    auto proposal = parse_words(text);
    if (!proposal) return proposal;
    if (auto checked = check_ciphers(text, *proposal); !checked) return checked.error();
    if (auto checked = check_groups(text, *proposal); !checked) return checked.error();
    // strongSwan takes `aes128gcm16-sha256-x25519` as naming the PRF.
    if (proposal->prf.empty()) {
        for (IntegrityId id : proposal->integrity)
            add_once(proposal->prf, prf_of(id));
    }
    if (is_aead(proposal->encryption.front().id)) proposal->integrity.clear();
    if (proposal->prf.empty()) return Error(fmt::format("proposal '{}': no PRF (prfsha256 ...)", text));
    if (proposal->group.empty())
        return Error(fmt::format("proposal '{}': no group (x25519, ecp256 ...)", text));
    if (!proposal->esn.empty()) return Error(fmt::format("proposal '{}': esn belongs to ESP", text));
    return proposal;
}

Result<AlgorithmProposal> parse_esp_proposal(std::string_view text) {
    auto proposal = parse_words(text);
    if (!proposal) return proposal;
    if (auto checked = check_ciphers(text, *proposal); !checked) return checked.error();
    if (auto checked = check_groups(text, *proposal); !checked) return checked.error();
    if (!proposal->prf.empty()) return Error(fmt::format("proposal '{}': a PRF belongs to IKE", text));
    if (is_aead(proposal->encryption.front().id)) proposal->integrity.clear();
    if (proposal->esn.empty()) proposal->esn.push_back(false);
    return proposal;
}

std::vector<AlgorithmProposal> default_ike_proposals() {
    const std::vector<GroupId> groups = {GroupId::kCurve25519, GroupId::kEcp256, GroupId::kEcp384,
                                         GroupId::kModp2048};
    const std::vector<PrfId> prfs = {PrfId::kHmacSha2_256, PrfId::kHmacSha2_384, PrfId::kHmacSha2_512};
    AlgorithmProposal aead;
    aead.encryption = {{EncryptionId::kAesGcm16, 128}, {EncryptionId::kAesGcm16, 256}};
    aead.prf = prfs;
    aead.group = groups;
    AlgorithmProposal cbc;
    cbc.encryption = {{EncryptionId::kAesCbc, 128}, {EncryptionId::kAesCbc, 256}};
    cbc.integrity = {IntegrityId::kHmacSha2_256_128, IntegrityId::kHmacSha2_384_192,
                     IntegrityId::kHmacSha2_512_256};
    cbc.prf = prfs;
    cbc.group = groups;
    return {aead, cbc};
}

std::vector<AlgorithmProposal> default_esp_proposals() {
    AlgorithmProposal aead;
    aead.encryption = {{EncryptionId::kAesGcm16, 128}, {EncryptionId::kAesGcm16, 256}};
    // ESN first: at 10 Gbit/s of small packets 32 bits are used up within five minutes (RFC 4303 3.3.3).
    aead.esn = {true, false};
    AlgorithmProposal cbc;
    cbc.encryption = {{EncryptionId::kAesCbc, 128}, {EncryptionId::kAesCbc, 256}};
    cbc.integrity = {IntegrityId::kHmacSha2_256_128, IntegrityId::kHmacSha2_384_192,
                     IntegrityId::kHmacSha2_512_256};
    cbc.esn = {true, false};
    return {aead, cbc};
}

bool AlgorithmProposal::has_additional() const {
    return std::any_of(additional.begin(), additional.end(), [](const auto& list) { return !list.empty(); });
}

std::string AlgorithmProposal::to_string() const {
    std::string text;
    const auto word = [&text](const std::string& next) { text += (text.empty() ? "" : "-") + next; };
    for (const EncryptionChoice& choice : encryption)
        word(word_of(choice));
    for (IntegrityId id : integrity)
        word(word_of(id));
    for (PrfId id : prf)
        word(word_of(id));
    for (GroupId id : group)
        word(word_of(id));
    for (size_t i = 0; i < additional.size(); ++i) {
        for (GroupId id : additional[i])
            word(fmt::format("ke{}_{}", i + 1, id == GroupId::kNone ? "none" : word_of(id)));
    }
    // Without ESN is what the notation means when it says nothing.
    const bool only_noesn = esn.size() == 1 && !esn.front();
    for (bool extended : esn) {
        if (!only_noesn) word(extended ? "esn" : "noesn");
    }
    return text;
}

std::string to_string(const std::vector<AlgorithmProposal>& proposals) {
    std::string text;
    for (const AlgorithmProposal& proposal : proposals) {
        text += (text.empty() ? "" : ", ") + proposal.to_string();
    }
    return text;
}

}  // namespace hawser::ike
