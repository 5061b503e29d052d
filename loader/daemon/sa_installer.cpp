// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/sa_installer.h"

#include <algorithm>

#include "loader/daemon/sa_mapping.h"

namespace hawser::loader {
namespace {

bool is_own(const IpAddress& address, const std::vector<IpAddress>& own) {
    return std::find(own.begin(), own.end(), address) != own.end();
}

}  // namespace

Result<std::set<TunnelId>> SaInstaller::adopt(const TunnelIndex& tunnels, const std::vector<IpAddress>& own) {
    IfIdSet if_ids;
    for (const auto& [id, entry] : tunnels.all())
        if_ids.insert(entry.if_id());
    auto listed = xfrm_.list_sas(if_ids);
    if (!listed) return listed.error().within("adopting the SAs of an earlier run");
    std::set<TunnelId> reads;
    std::set<TunnelId> sends;
    for (const SaInfo& sa : *listed) {
        // The kernel's larval SAs (SPI 0) wait for a key daemon's answer and go by themselves.
        const TunnelEntry* entry = sa.key.spi == 0 ? nullptr : tunnels.find(sa.key.if_id);
        if (entry == nullptr) continue;
        Adopted& adopted = adopted_[entry->id()];
        adopted.keys.push_back(sa.key);
        if (const auto algorithms = child_algorithms(sa)) adopted.algorithms = algorithms;
        (is_own(sa.key.destination, own) ? reads : sends).insert(entry->id());
    }
    std::set<TunnelId> both;
    std::set_intersection(reads.begin(), reads.end(), sends.begin(), sends.end(),
                          std::inserter(both, both.end()));
    return both;
}

std::optional<ike::ChildAlgorithms> SaInstaller::adopted_algorithms(TunnelId tunnel) const {
    const auto found = adopted_.find(tunnel);
    return found == adopted_.end() ? std::nullopt : found->second.algorithms;
}

bool SaInstaller::Expected::is(const SaRequest& request) const {
    return key == request.key() && source == request.source && esn == request.esn && encap == request.encap &&
           transform == SaTransform{request.algorithm, request.encryption_key.size()};
}

Result<void> SaInstaller::expect(const ike::ExpectChildSa& expected, TimePoint now) {
    const TunnelId tunnel(expected.likely.connection.value());
    auto in = sa_request(expected.likely, SaDirection::kIn);
    if (!in) return in.error();
    if (auto forgotten = forget_expected(tunnel); !forgotten) return forgotten;
    if (auto added = xfrm_.add_sa(*in); !added) return added;
    expected_[tunnel] = {.key = in->key(),
                         .source = in->source,
                         .transform = {in->algorithm, in->encryption_key.size()},
                         .esn = in->esn,
                         .encap = in->encap,
                         .remove_at = now + kExpectedSaLife};
    return {};
}

Result<void> SaInstaller::forget_expected(TunnelId tunnel) {
    const auto found = expected_.find(tunnel);
    if (found == expected_.end()) return {};
    if (auto deleted = xfrm_.delete_sa(found->second.key); !deleted) return deleted;
    expected_.erase(found);
    return {};
}

/// The inbound SA of a pair: the one that was expected, if the peer has agreed to what was guessed.
Result<void> SaInstaller::install_inbound(TunnelId tunnel, const SaRequest& in) {
    const auto expected = expected_.find(tunnel);
    if (expected != expected_.end() && expected->second.is(in)) {
        expected_.erase(expected);
        return {};
    }
    if (auto forgotten = forget_expected(tunnel); !forgotten) return forgotten;
    return xfrm_.add_sa(in);
}

Result<void> SaInstaller::install(const ike::InstallChildSa& child, TimePoint now) {
    auto in = sa_request(child, SaDirection::kIn);
    if (!in) return in.error();
    auto out = sa_request(child, SaDirection::kOut);
    if (!out) return out.error();
    const Pair pair{TunnelId(child.connection.value()), in->key(), out->key()};

    if (auto added = install_inbound(pair.tunnel, *in); !added) return added.error();
    auto outcome = install_policies(child);
    if (outcome.ok()) outcome = xfrm_.add_sa(*out);
    if (!outcome.ok()) {
        (void)xfrm_.delete_sa(pair.in);
        return outcome;
    }
    pairs_[child.child] = pair;
    const auto adopted = adopted_.find(pair.tunnel);
    if (adopted != adopted_.end() && !adopted->second.remove_at)
        adopted->second.remove_at = now + kAdoptedSaLinger;
    return {};
}

Result<void> SaInstaller::install_policies(const ike::InstallChildSa& child) {
    auto policies = policy_requests(child);
    if (!policies) return policies.error();
    std::set<PolicyKey> wanted;
    for (const PolicyRequest& policy : *policies) {
        if (auto ensured = xfrm_.ensure_policy(policy); !ensured) return ensured.error();
        wanted.insert(policy.key());
    }
    // Selectors of an earlier negotiation must not outlive it: they would accept what the peer may no longer
    // send.
    auto present = xfrm_.list_policies({child.if_id});
    if (!present) return present.error();
    for (const PolicyInfo& policy : *present) {
        if (wanted.count(policy.key) != 0) continue;
        if (auto deleted = xfrm_.delete_policy(policy.key); !deleted) return deleted.error();
    }
    return {};
}

Result<void> SaInstaller::remove(const ike::RemoveChildSa& child) {
    const auto found = pairs_.find(child.child);
    if (found == pairs_.end()) return {};
    const Pair pair = found->second;
    pairs_.erase(found);
    auto outcome = xfrm_.delete_sa(pair.out);
    auto in = xfrm_.delete_sa(pair.in);
    return outcome.ok() ? in : outcome;
}

void SaInstaller::handle_timeout(TimePoint now) {
    remove_adopted(now);
    std::vector<TunnelId> over;
    for (const auto& [tunnel, expected] : expected_) {
        if (expected.remove_at <= now) over.push_back(tunnel);
    }
    for (const TunnelId tunnel : over) {
        // What the kernel does not give back now is tried again later.
        if (!forget_expected(tunnel)) expected_[tunnel].remove_at = now + kExpectedSaLife;
    }
}

void SaInstaller::remove_adopted(TimePoint now) {
    for (auto it = adopted_.begin(); it != adopted_.end();) {
        Adopted& adopted = it->second;
        if (!adopted.remove_at || *adopted.remove_at > now) {
            ++it;
            continue;
        }
        std::erase_if(adopted.keys, [&](const SaKey& key) { return xfrm_.delete_sa(key).ok(); });
        if (adopted.keys.empty()) {
            it = adopted_.erase(it);
        } else {
            adopted.remove_at = now + kAdoptedSaLinger;
            ++it;
        }
    }
}

std::optional<TimePoint> SaInstaller::next_timeout() const {
    std::optional<TimePoint> next;
    for (const auto& [tunnel, adopted] : adopted_) {
        if (adopted.remove_at && (!next || *adopted.remove_at < *next)) next = adopted.remove_at;
    }
    for (const auto& [tunnel, expected] : expected_) {
        if (!next || expected.remove_at < *next) next = expected.remove_at;
    }
    return next;
}

bool SaInstaller::carries(TunnelId tunnel) const {
    const auto adopted = adopted_.find(tunnel);
    if (adopted != adopted_.end() && !adopted->second.remove_at) return true;
    return std::any_of(pairs_.begin(), pairs_.end(),
                       [&](const auto& entry) { return entry.second.tunnel == tunnel; });
}

}  // namespace hawser::loader
