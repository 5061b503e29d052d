// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/proposal_additional.h"

#include <algorithm>
#include <span>

namespace hawser::ike {

namespace {

/// Empty: the answer says nothing of that type, which is the same as NONE.
using Candidate = std::optional<Transform>;

GroupId group_of(const Candidate& candidate) {
    return candidate ? static_cast<GroupId>(candidate->id) : GroupId::kNone;
}

/// The way how `theirs` lets us do without the exchange, if it does.
std::vector<Candidate> declined(const std::vector<const Transform*>& theirs) {
    if (theirs.empty()) return {std::nullopt};
    for (const Transform* one : theirs) {
        if (one->id == 0 && one->understood()) return {*one};
    }
    return {};
}

std::vector<Candidate> what_they_like(const std::vector<const Transform*>& theirs) {
    std::vector<Candidate> list;
    for (const Transform* one : theirs) {
        const auto group = static_cast<GroupId>(one->id);
        if (one->understood() && (group == GroupId::kNone || supports_group(group))) list.emplace_back(*one);
    }
    if (theirs.empty()) list.emplace_back(std::nullopt);
    return list;
}

std::vector<Candidate> candidates(const std::vector<const Transform*>& theirs,
                                  const std::vector<Transform>& mine, bool any) {
    if (mine.empty()) return any ? what_they_like(theirs) : declined(theirs);
    std::vector<Candidate> list;
    for (const Transform& one : mine) {
        const bool offered =
            std::any_of(theirs.begin(), theirs.end(), [&](const Transform* other) { return *other == one; });
        if (offered) {
            list.emplace_back(one);
        } else if (one.id == 0 && theirs.empty()) {
            list.emplace_back(std::nullopt);
        }
    }
    return list;
}

/// One of each, so that no key exchange is in `taken` twice. With few groups, and each of them tried once for
/// each type at most, the tree is small.
bool assign(std::span<const std::vector<Candidate>> rest, std::vector<GroupId>& taken,
            std::vector<Transform>& chosen) {
    if (rest.empty()) return true;
    for (const Candidate& candidate : rest.front()) {
        const GroupId group = group_of(candidate);
        const bool none = group == GroupId::kNone;
        if (!none && std::find(taken.begin(), taken.end(), group) != taken.end()) continue;
        const size_t before = chosen.size();
        if (candidate) chosen.push_back(*candidate);
        if (!none) taken.push_back(group);
        if (assign(rest.subspan(1), taken, chosen)) return true;
        if (!none) taken.pop_back();
        chosen.resize(before);
    }
    return false;
}

std::vector<Transform> transforms_of(const AlgorithmProposal& ours, size_t index) {
    std::vector<Transform> list;
    for (GroupId id : ours.additional[index])
        list.push_back(Transform::additional_key_exchange(index + 1, id));
    return list;
}

}  // namespace

std::vector<Transform> additional_transforms(const AlgorithmProposal& ours) {
    std::vector<Transform> all;
    for (size_t i = 0; i < ours.additional.size(); ++i) {
        const auto list = transforms_of(ours, i);
        all.insert(all.end(), list.begin(), list.end());
    }
    return all;
}

std::optional<std::vector<Transform>> choose_additional(const Proposal& theirs, const AlgorithmProposal& ours,
                                                        GroupId group, bool any) {
    std::vector<std::vector<Candidate>> all;
    for (size_t i = 0; i < ours.additional.size(); ++i) {
        const auto offered = theirs.of_type(Transform::additional_key_exchange(i + 1, GroupId::kNone).type);
        auto list = candidates(offered, transforms_of(ours, i), any);
        if (group == GroupId::kNone) {
            std::erase_if(list, [](const Candidate& one) { return group_of(one) != GroupId::kNone; });
        }
        all.push_back(std::move(list));
    }
    std::vector<GroupId> taken{group};
    std::vector<Transform> chosen;
    if (!assign(all, taken, chosen)) return std::nullopt;
    return chosen;
}

bool can_be_agreed(const AlgorithmProposal& ours) {
    Proposal offer;
    offer.transforms = additional_transforms(ours);
    return std::all_of(ours.group.begin(), ours.group.end(), [&](GroupId group) {
        return choose_additional(offer, ours, group, false).has_value();
    });
}

std::vector<GroupId> agreed_additional(const AdditionalGroups& additional) {
    std::vector<GroupId> list;
    std::copy_if(additional.begin(), additional.end(), std::back_inserter(list),
                 [](GroupId group) { return group != GroupId::kNone; });
    return list;
}

bool accepts_additional(const AlgorithmProposal& ours, const AdditionalGroups& agreed) {
    return std::equal(ours.additional.begin(), ours.additional.end(), agreed.begin(),
                      [](const std::vector<GroupId>& list, GroupId group) {
                          const bool listed = std::find(list.begin(), list.end(), group) != list.end();
                          return listed || (group == GroupId::kNone && list.empty());
                      });
}

}  // namespace hawser::ike
