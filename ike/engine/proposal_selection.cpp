// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/proposal_selection.h"

#include <algorithm>
#include <array>
#include <span>

#include "ike/crypto/algorithms.h"
#include "ike/engine/proposal_additional.h"

namespace hawser::ike {

namespace {

/// Our transforms of each type, in order of preference.
std::vector<Transform> transforms_of(const AlgorithmProposal& ours, ProtocolId protocol) {
    std::vector<Transform> list;
    for (const EncryptionChoice& choice : ours.encryption) {
        const bool sized = choice.key_bits != 0;
        list.push_back(
            Transform::encryption(choice.id, sized ? std::optional(choice.key_bits) : std::nullopt));
    }
    for (IntegrityId id : ours.integrity)
        list.push_back(Transform::integrity(id));
    if (protocol == ProtocolId::kIke) {
        for (PrfId id : ours.prf)
            list.push_back(Transform::prf(id));
        for (GroupId id : ours.group)
            list.push_back(Transform::key_exchange(id));
    } else {
        for (GroupId id : ours.group)
            list.push_back(Transform::key_exchange(id));
        for (bool esn : ours.esn)
            list.push_back(Transform::esn(esn ? EsnId::kEsn : EsnId::kNoEsn));
    }
    const auto additional = additional_transforms(ours);
    list.insert(list.end(), additional.begin(), additional.end());
    return list;
}

/// For IKE_AUTH, where a Child SA has no key exchange of its own.
std::vector<AlgorithmProposal> without_groups(std::vector<AlgorithmProposal> proposals) {
    for (AlgorithmProposal& one : proposals) {
        one.group.clear();
        one.additional = {};
    }
    return proposals;
}

SaPayload offer(const std::vector<AlgorithmProposal>& ours, ProtocolId protocol) {
    SaPayload payload;
    uint8_t number = 0;
    for (const AlgorithmProposal& one : ours) {
        Proposal proposal;
        proposal.number = ++number;
        proposal.protocol = protocol;
        proposal.transforms = transforms_of(one, protocol);
        payload.proposals.push_back(std::move(proposal));
    }
    return payload;
}

/// The first of ours (with `preferred` before all) that they offer too.
const Transform* match(const std::vector<const Transform*>& theirs, const std::vector<Transform>& ours,
                       TransformType type, std::optional<uint16_t> preferred) {
    const auto offered = [&](const Transform& mine) {
        return std::any_of(theirs.begin(), theirs.end(),
                           [&](const Transform* one) { return one->understood() && *one == mine; });
    };
    const Transform* found = nullptr;
    for (const Transform& mine : ours) {
        if (mine.type != type || !offered(mine)) continue;
        if (preferred && mine.id == *preferred) return &mine;
        if (found == nullptr) found = &mine;
    }
    return found;
}

/// RFC 7296 3.3.6: "none" may be written as transform 0 or left out.
bool may_be_left_out(const std::vector<const Transform*>& theirs) {
    return theirs.empty() ||
           std::any_of(theirs.begin(), theirs.end(), [](const Transform* one) { return one->id == 0; });
}

constexpr std::array kIkeTypes = {TransformType::kEncryption, TransformType::kIntegrity, TransformType::kPrf,
                                  TransformType::kKeyExchange};
constexpr std::array kFirstChildTypes = {TransformType::kEncryption, TransformType::kIntegrity,
                                         TransformType::kEsn};
constexpr std::array kEspTypes = {TransformType::kEncryption, TransformType::kIntegrity,
                                  TransformType::kKeyExchange, TransformType::kEsn};

struct Wanted {
    ProtocolId protocol;
    std::span<const TransformType> types;
    std::optional<uint16_t> sent_group;
    bool key_exchange = true;  ///< the exchange has one: not IKE_AUTH
};

/// A Child SA's key exchange that only the peer asks for: forward secrecy is no reason to refuse. The group
/// of its KE payload, or the first one that we have.
std::optional<Transform> peers_group(const std::vector<const Transform*>& theirs, const Wanted& wanted) {
    std::optional<Transform> found;
    for (const Transform* one : theirs) {
        if (!one->understood() || !supports_group(static_cast<GroupId>(one->id))) continue;
        if (wanted.sent_group && one->id == *wanted.sent_group) return *one;
        if (!found) found = *one;
    }
    return found;
}

/// Types that the initiator demands and that nobody knows here rule the proposal out, unless it offers to do
/// without. Key exchanges are looked at elsewhere; in IKE_AUTH a Child SA's have no meaning.
bool has_unknown_demand(const Proposal& theirs, const Wanted& wanted) {
    return std::any_of(theirs.transforms.begin(), theirs.transforms.end(), [&](const Transform& one) {
        if (std::find(wanted.types.begin(), wanted.types.end(), one.type) != wanted.types.end()) return false;
        if (is_additional_key_exchange(one.type)) return false;
        if (wanted.protocol == ProtocolId::kEsp && one.type == TransformType::kKeyExchange) return false;
        return !may_be_left_out(theirs.of_type(one.type));
    });
}

/// RFC 9370: what goes with the key exchange that is chosen. A Child SA for which we ask for none takes what
/// the peer asks for.
bool add_additional(Proposal& chosen, const Proposal& theirs, const AlgorithmProposal& ours) {
    const Transform* group = chosen.find(TransformType::kKeyExchange);
    const bool any = chosen.protocol == ProtocolId::kEsp && ours.group.empty();
    const auto additional = choose_additional(
        theirs, ours, group == nullptr ? GroupId::kNone : static_cast<GroupId>(group->id), any);
    if (!additional) return false;
    chosen.transforms.insert(chosen.transforms.end(), additional->begin(), additional->end());
    return true;
}

std::optional<Proposal> combine(const Proposal& theirs, const AlgorithmProposal& ours, const Wanted& wanted) {
    if (theirs.protocol != wanted.protocol || has_unknown_demand(theirs, wanted)) return std::nullopt;
    const std::vector<Transform> mine = transforms_of(ours, wanted.protocol);
    Proposal chosen;
    chosen.number = theirs.number;
    chosen.protocol = theirs.protocol;
    chosen.spi = theirs.spi;
    for (TransformType type : wanted.types) {
        const auto offered = theirs.of_type(type);
        const bool ours_none =
            std::none_of(mine.begin(), mine.end(), [type](const Transform& one) { return one.type == type; });
        const bool is_group = type == TransformType::kKeyExchange;
        if (ours_none && is_group && wanted.protocol == ProtocolId::kEsp && !offered.empty()) {
            const auto group = peers_group(offered, wanted);
            if (group) chosen.transforms.push_back(*group);
            if (group || may_be_left_out(offered)) continue;
            return std::nullopt;
        }
        // AEAD: our proposal has no integrity, so theirs must not insist on one.
        if (ours_none && may_be_left_out(offered)) continue;
        const Transform* found = match(offered, mine, type, is_group ? wanted.sent_group : std::nullopt);
        if (found == nullptr) return std::nullopt;
        chosen.transforms.push_back(*found);
    }
    if (wanted.key_exchange && !add_additional(chosen, theirs, ours)) return std::nullopt;
    return chosen;
}

std::optional<Proposal> select(const SaPayload& offered, const std::vector<AlgorithmProposal>& ours,
                               const Wanted& wanted) {
    for (const AlgorithmProposal& mine : ours) {
        for (const Proposal& theirs : offered.proposals) {
            if (auto chosen = combine(theirs, mine, wanted)) return chosen;
        }
    }
    return std::nullopt;
}

Wanted wanted_for_ike(std::optional<uint16_t> sent_group) {
    return {ProtocolId::kIke, kIkeTypes, sent_group};
}

Wanted wanted_for_first_child() {
    return {ProtocolId::kEsp, kFirstChildTypes, std::nullopt, false};
}

Wanted wanted_for_child(GroupId sent_group) {
    const bool sent = sent_group != GroupId::kNone;
    return {ProtocolId::kEsp, kEspTypes,
            sent ? std::optional(static_cast<uint16_t>(sent_group)) : std::nullopt};
}

/// One transform of each type, "none" not counted.
bool is_unambiguous(const Proposal& proposal) {
    for (const Transform& one : proposal.transforms) {
        if (proposal.of_type(one.type).size() != 1) return false;
    }
    return true;
}

bool is_valid_choice(const SaPayload& answer, const std::vector<AlgorithmProposal>& ours,
                     const Wanted& wanted) {
    if (answer.proposals.size() != 1) return false;
    const Proposal& chosen = answer.proposals.front();
    if (chosen.number == 0 || chosen.number > ours.size() || !is_unambiguous(chosen)) return false;
    return combine(chosen, ours[chosen.number - 1u], wanted).has_value();
}

}  // namespace

SaPayload offer_ike(const std::vector<AlgorithmProposal>& ours) {
    return offer(ours, ProtocolId::kIke);
}

SaPayload offer_first_child(const std::vector<AlgorithmProposal>& ours, EspSpi spi) {
    return offer_child(without_groups(ours), spi);
}

SaPayload offer_child(const std::vector<AlgorithmProposal>& ours, EspSpi spi) {
    SaPayload payload = offer(ours, ProtocolId::kEsp);
    for (Proposal& proposal : payload.proposals)
        proposal.set_esp_spi(spi);
    return payload;
}

std::optional<Proposal> select_ike(const SaPayload& offered, const std::vector<AlgorithmProposal>& ours,
                                   GroupId sent_group) {
    return select(offered, ours, wanted_for_ike(static_cast<uint16_t>(sent_group)));
}

std::optional<Proposal> select_first_child(const SaPayload& offered,
                                           const std::vector<AlgorithmProposal>& ours) {
    return select(offered, without_groups(ours), wanted_for_first_child());
}

std::optional<Proposal> select_child(const SaPayload& offered, const std::vector<AlgorithmProposal>& ours,
                                     GroupId sent_group) {
    return select(offered, ours, wanted_for_child(sent_group));
}

bool is_valid_ike_choice(const SaPayload& answer, const std::vector<AlgorithmProposal>& ours) {
    return is_valid_choice(answer, ours, wanted_for_ike(std::nullopt));
}

bool is_valid_first_child_choice(const SaPayload& answer, const std::vector<AlgorithmProposal>& ours) {
    return is_valid_choice(answer, without_groups(ours), wanted_for_first_child()) &&
           answer.proposals.front().esp_spi() != EspSpi(0);
}

bool is_valid_child_choice(const SaPayload& answer, const std::vector<AlgorithmProposal>& ours,
                           GroupId sent_group) {
    if (!is_valid_choice(answer, ours, wanted_for_child(sent_group))) return false;
    const Proposal& chosen = answer.proposals.front();
    const Transform* group = chosen.find(TransformType::kKeyExchange);
    const auto id = group == nullptr ? GroupId::kNone : static_cast<GroupId>(group->id);
    return id == sent_group && chosen.esp_spi() != EspSpi(0);
}

GroupId first_child_group(const std::vector<AlgorithmProposal>& ours) {
    return ours.front().group.empty() ? GroupId::kNone : ours.front().group.front();
}

bool offers_group(const std::vector<AlgorithmProposal>& ours, GroupId group) {
    return std::any_of(ours.begin(), ours.end(), [group](const AlgorithmProposal& one) {
        return std::find(one.group.begin(), one.group.end(), group) != one.group.end();
    });
}

}  // namespace hawser::ike
