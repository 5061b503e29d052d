// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/sa_installer.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "loader/daemon/sa_mapping.h"

namespace hawser::loader {
namespace {

/// A limit that is not there is never reached.
bool reached(uint64_t limit, uint64_t count) {
    return limit != 0 && count >= limit;
}

std::optional<SaExpiry> limit_reached(XfrmPort& xfrm, const SaKey& key, const SaLimits& limits) {
    const auto counters = xfrm.sa_counters(key);
    if (!counters) {
        if (counters.error().error_number() != ESRCH) return std::nullopt;
        return SaExpiry{.key = key, .hard = true};
    }
    const bool soft =
        reached(limits.soft_bytes, counters->bytes) || reached(limits.soft_packets, counters->packets);
    return soft ? std::optional(SaExpiry{.key = key, .hard = false}) : std::nullopt;
}

bool is_own(const IpAddress& address, const std::vector<IpAddress>& own) {
    return std::find(own.begin(), own.end(), address) != own.end();
}

}  // namespace

Result<std::set<TunnelId>> SaInstaller::adopt(const TunnelIndex& tunnels, const std::vector<IpAddress>& own) {
    for (const auto& [id, entry] : tunnels.all())
        if_ids_.insert(entry.if_id());
    auto listed = xfrm_.list_sas(if_ids_);
    if (!listed) return listed.error().within("adopting the SAs of an earlier run");
    std::set<TunnelId> reads;
    std::set<TunnelId> sends;
    for (const SaInfo& sa : *listed) {
        // The kernel's larval SAs (SPI 0) wait for a key daemon's answer and go by themselves.
        const TunnelEntry* entry = sa.key.spi == 0 ? nullptr : tunnels.find(sa.key.if_id);
        if (entry == nullptr) continue;
        adopted_[entry->id()].keys.push_back(sa.key);
        (is_own(sa.key.destination, own) ? reads : sends).insert(entry->id());
    }
    std::set<TunnelId> both;
    std::set_intersection(reads.begin(), reads.end(), sends.begin(), sends.end(),
                          std::inserter(both, both.end()));
    return both;
}

Result<void> SaInstaller::install(const ike::InstallChildSa& child, TimePoint now) {
    auto in = sa_request(child, SaDirection::kIn);
    if (!in) return in.error();
    auto out = sa_request(child, SaDirection::kOut);
    if (!out) return out.error();
    auto selectors = outbound_selectors(child);
    if (!selectors) return selectors.error();
    Pair pair{TunnelId(child.connection.value()),
              in->key(),
              out->key(),
              {child.local, child.remote, child.udp_encapsulation},
              0,
              in->limits,
              nullptr,
              *std::move(selectors),
              false};
    pair.selectors.shrink_to_fit();

    if (auto added = xfrm_.add_sa(*in); !added) return added;
    auto added = child.use ? add_outbound(*out, pair.policies()) : add_inbound_policies(pair.policies());
    if (!added) {
        (void)xfrm_.delete_sa(pair.in);
        return added;
    }
    if (child.use) {
        begin_to_send(pair, now);
    } else {
        pair.waiting = std::make_unique<SaRequest>(*std::move(out));
    }
    pairs_.insert_or_assign(child.child, std::move(pair));
    return {};
}

void SaInstaller::begin_to_send(Pair& pair, TimePoint now) {
    pair.sends = true;
    ++senders_[pair.tunnel];
    pair.waiting.reset();
    const auto adopted = adopted_.find(pair.tunnel);
    if (adopted != adopted_.end() && !std::exchange(adopted->second.replaced, true))
        removals_.emplace_back(now + kAdoptedSaLinger, pair.tunnel);
}

bool SaInstaller::stop_sending(Pair& pair) {
    if (!std::exchange(pair.sends, false)) return false;
    const auto count = senders_.find(pair.tunnel);
    if (--count->second == 0) senders_.erase(count);
    return true;
}

Result<void> SaInstaller::use(const ike::UseChildSa& child, TimePoint now) {
    const auto found = pairs_.find(child.child);
    if (found == pairs_.end() || !found->second.waiting) return {};
    Pair& pair = found->second;
    if (auto added = add_outbound(*pair.waiting, pair.policies()); !added) return added;
    begin_to_send(pair, now);
    return {};
}

void SaInstaller::Pair::plan_at(const Place& to) {
    place = to;
    if (waiting) {
        waiting->source = to.source(SaDirection::kOut).address;
        waiting->destination = to.destination(SaDirection::kOut).address;
        waiting->encap = to.encap(SaDirection::kOut);
    }
}

std::vector<PolicyRequest> SaInstaller::Pair::policies() const {
    return policy_requests(selectors, in.if_id, place.local.address, place.remote.address);
}

/// The kernel changes ports of an SA that is there, and nothing else.
bool SaInstaller::moves_in_place(const Place& from, const Place& to) {
    return from.same_addresses(to) && from.encapsulated && to.encapsulated;
}

Result<void> SaInstaller::move(const ike::MoveChildSa& child) {
    const auto found = pairs_.find(child.child);
    if (found == pairs_.end()) return {};
    Pair& pair = found->second;
    const Place from = pair.place;
    const Place to{child.local, child.remote, child.udp_encapsulation};
    if (from == to) return {};
    pair.plan_at(to);
    const uint64_t read_so_far = packets_in(child.child);
    auto moved = move_half(pair.in, SaDirection::kIn, from, to);
    if (pair.sends) {
        auto out = move_half(pair.out, SaDirection::kOut, from, to);
        if (moved.ok()) moved = out;
    } else {
        pair.out.destination = to.remote.address;
    }
    if (moves_in_place(from, to)) return moved;
    pair.packets_before = read_so_far;
    if (from.same_addresses(to)) return moved;
    auto policies = move_policies(pair);
    return moved.ok() ? policies : moved;
}

Result<void> SaInstaller::move_half(SaKey& key, SaDirection direction, const Place& from, const Place& to) {
    const auto encap = to.encap(direction);
    if (moves_in_place(from, to)) return xfrm_.update_sa_encap(key, *encap);
    const IpAddress destination = to.destination(direction).address;
    auto moved = xfrm_.move_sa(key, to.source(direction).address, destination, encap);
    if (moved.ok()) key.destination = destination;
    return moved;
}

/// A packet is held against the addresses of its policy's template, in either direction. The outbound policy
/// is that of the pair that sends; what is retired has left its policies to another.
Result<void> SaInstaller::move_policies(const Pair& pair) {
    if (pair.sends) return add_policies(pair.policies());
    return pair.waiting ? add_inbound_policies(pair.policies()) : Result<void>();
}

Result<void> SaInstaller::retire(const ike::RetireChildSa& child) {
    const auto found = pairs_.find(child.child);
    if (found == pairs_.end()) return {};
    const bool sent = stop_sending(found->second);
    found->second.waiting.reset();
    return sent ? xfrm_.delete_sa(found->second.out) : Result<void>();
}

SaInstaller::Usage SaInstaller::usage(ike::ChildHandle child) {
    const auto found = pairs_.find(child);
    if (found == pairs_.end()) return {};
    Usage usage;
    if (auto in = xfrm_.sa_counters(found->second.in); in.ok()) usage.in = *in;
    if (!found->second.sends) return usage;
    if (auto out = xfrm_.sa_counters(found->second.out); out.ok()) usage.out = *out;
    return usage;
}

std::vector<SaExpiry> SaInstaller::expired() {
    std::vector<SaExpiry> found;
    for (const auto& [handle, pair] : pairs_) {
        if (pair.limits == SaLimits{}) continue;
        for (const SaKey& key : {pair.in, pair.out}) {
            if (key == pair.out && !pair.sends) continue;
            if (auto state = limit_reached(xfrm_, key, pair.limits)) found.push_back(*std::move(state));
        }
    }
    return found;
}

uint64_t SaInstaller::packets_in(ike::ChildHandle child) {
    const auto found = pairs_.find(child);
    if (found == pairs_.end()) return 0;
    const auto counters = xfrm_.sa_counters(found->second.in);
    return found->second.packets_before + (counters.ok() ? counters->packets : 0);
}

Result<void> SaInstaller::add_outbound(const SaRequest& out, const std::vector<PolicyRequest>& policies) {
    if (auto added = add_policies(policies); !added) return added;
    if (auto added = xfrm_.add_sa(out); !added) return added;
    auto removed = remove_other_policies(out.if_id, policies);
    if (!removed.ok()) (void)xfrm_.delete_sa(out.key());
    return removed;
}

/// The outbound policy stays the old pair's, whose outer addresses may be others.
Result<void> SaInstaller::add_inbound_policies(const std::vector<PolicyRequest>& policies) {
    for (const PolicyRequest& policy : policies) {
        if (policy.direction == PolicyDirection::kOut) continue;
        if (auto ensured = ensure_policy(policy); !ensured) return ensured;
    }
    return {};
}

Result<void> SaInstaller::add_policies(const std::vector<PolicyRequest>& policies) {
    for (const PolicyRequest& policy : policies) {
        if (auto ensured = ensure_policy(policy); !ensured) return ensured;
    }
    return {};
}

Result<void> SaInstaller::ensure_policy(const PolicyRequest& policy) {
    auto ensured = xfrm_.ensure_policy(policy);
    if (!ensured) return ensured;
    std::vector<PolicyKey>& present = policies_[policy.if_id];
    if (std::find(present.begin(), present.end(), policy.key()) == present.end())
        present.push_back(policy.key());
    return ensured;
}

Result<void> SaInstaller::list_policies(IfId if_id) {
    if (listed_.count(if_id) != 0) return {};
    IfIdSet wanted = if_ids_;
    wanted.insert(if_id);
    auto present = xfrm_.list_policies(wanted);
    if (!present) return present.error();
    for (IfId one : wanted)
        policies_.erase(one);
    for (const PolicyInfo& policy : *present)
        policies_[policy.key.if_id].push_back(policy.key);
    listed_.insert(wanted.begin(), wanted.end());
    return {};
}

Result<void> SaInstaller::remove_other_policies(IfId if_id, const std::vector<PolicyRequest>& policies) {
    if (auto listed = list_policies(if_id); !listed) return listed;
    std::set<PolicyKey> wanted;
    for (const PolicyRequest& policy : policies)
        wanted.insert(policy.key());
    std::vector<PolicyKey>& present = policies_[if_id];
    for (auto key = present.begin(); key != present.end();) {
        if (wanted.count(*key) != 0) {
            ++key;
            continue;
        }
        if (auto deleted = xfrm_.delete_policy(*key); !deleted) return deleted;
        key = present.erase(key);
    }
    present.shrink_to_fit();
    return {};
}

Result<void> SaInstaller::remove(const ike::RemoveChildSa& child) {
    const auto found = pairs_.find(child.child);
    if (found == pairs_.end()) return {};
    Pair pair = std::move(found->second);
    pairs_.erase(found);
    auto outcome = stop_sending(pair) ? xfrm_.delete_sa(pair.out) : Result<void>();
    auto in = xfrm_.delete_sa(pair.in);
    return outcome.ok() ? in : outcome;
}

Result<void> SaInstaller::forget(TunnelId tunnel, IfId if_id) {
    const auto adopted = adopted_.find(tunnel);
    if (adopted != adopted_.end()) {
        for (const SaKey& key : adopted->second.keys)
            (void)xfrm_.delete_sa(key);
        adopted_.erase(adopted);
    }
    return remove_other_policies(if_id, {});
}

void SaInstaller::handle_timeout(TimePoint now) {
    while (!removals_.empty() && removals_.front().first <= now) {
        const auto adopted = adopted_.find(removals_.front().second);
        removals_.pop_front();
        std::erase_if(adopted->second.keys, [&](const SaKey& key) { return xfrm_.delete_sa(key).ok(); });
        if (adopted->second.keys.empty()) {
            adopted_.erase(adopted);
        } else {
            removals_.emplace_back(now + kAdoptedSaLinger, adopted->first);
        }
    }
}

std::optional<TimePoint> SaInstaller::next_timeout() const {
    return removals_.empty() ? std::nullopt : std::optional(removals_.front().first);
}

bool SaInstaller::carries(TunnelId tunnel) const {
    const auto adopted = adopted_.find(tunnel);
    if (adopted != adopted_.end() && !adopted->second.replaced) return true;
    return senders_.count(tunnel) != 0;
}

}  // namespace hawser::loader
