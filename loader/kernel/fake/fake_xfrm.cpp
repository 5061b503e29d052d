// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/fake/fake_xfrm.h"

#include <algorithm>
#include <cerrno>

#include "loader/kernel/sa_encoding.h"

namespace hawser::loader {

namespace {

bool reached(uint64_t limit, uint64_t count) {
    return limit != 0 && count >= limit;
}

}  // namespace

FakeXfrm::StoredSa* FakeXfrm::find(const SaKey& key) {
    const auto found = std::find_if(sas_.begin(), sas_.end(), [&](const StoredSa& sa) {
        return sa.info.key.destination == key.destination && sa.info.key.spi == key.spi;
    });
    return found == sas_.end() ? nullptr : &*found;
}

Result<void> FakeXfrm::failure(const char* doing) {
    if (failure_ == 0) return {};
    return Error::system(doing, std::exchange(failure_, 0));
}

Result<void> FakeXfrm::add_sa(const SaRequest& request) {
    if (auto failed = failure("adding an SA"); !failed.ok()) return failed;
    if (auto encoded = encode_add_sa(request); !encoded.ok()) return encoded.error();
    if (find(request.key()) != nullptr) return Error::system("adding an SA", EEXIST);
    StoredSa sa;
    sa.info.key = request.key();
    sa.info.source = request.source;
    sa.info.reqid = request.if_id.value();
    sa.info.direction = request.direction;
    sa.info.esn = request.esn;
    sa.info.replay_window = request.direction == SaDirection::kIn ? request.replay_window : 1;
    sa.info.encap = request.encap;
    sa.info.limits = request.limits;
    sa.algorithm = request.algorithm;
    sa.encryption_key = request.encryption_key.clone();
    sa.integrity_key = request.integrity_key.clone();
    sas_.push_back(std::move(sa));
    return {};
}

Result<void> FakeXfrm::update_sa_encap(const SaKey& key, const EspEncap& encap) {
    if (auto failed = failure("updating an SA"); !failed.ok()) return failed;
    StoredSa* sa = find(key);
    if (sa == nullptr) return Error::system("updating an SA", ESRCH);
    // As xfrm_state_update: ports change, encapsulation does not come or go.
    if (!sa->info.encap) return Error::system("updating an SA", EINVAL);
    sa->info.encap = encap;
    return {};
}

Result<void> FakeXfrm::move_sa(const SaKey& key, const IpAddress& source, const IpAddress& destination,
                               const std::optional<EspEncap>& encap) {
    if (auto failed = failure("moving an SA"); !failed.ok()) return failed;
    StoredSa* sa = find(key);
    if (sa == nullptr) return Error::system("moving an SA", ESRCH);
    sa->info.source = source;
    sa->info.key.destination = destination;
    sa->info.encap = encap;
    sa->info.counters = {};
    return {};
}

Result<void> FakeXfrm::delete_sa(const SaKey& key) {
    if (auto failed = failure("deleting an SA"); !failed.ok()) return failed;
    std::erase_if(sas_, [&](const StoredSa& sa) {
        return sa.info.key.destination == key.destination && sa.info.key.spi == key.spi;
    });
    return {};
}

Result<std::vector<SaInfo>> FakeXfrm::list_sas(const IfIdSet& ours) {
    std::vector<SaInfo> listed;
    for (const StoredSa& sa : sas_) {
        if (ours.contains(sa.info.key.if_id)) listed.push_back(sa.info);
    }
    return listed;
}

Result<SaCounters> FakeXfrm::sa_counters(const SaKey& key) {
    const StoredSa* sa = find(key);
    if (sa == nullptr) return Error::system("asking for an SA", ESRCH);
    return sa->info.counters;
}

void FakeXfrm::set_counters(const SaKey& key, const SaCounters& counters) {
    StoredSa* sa = find(key);
    HAWSER_CHECK(sa != nullptr, "counters of an SA that is not there");
    sa->info.counters = counters;
}

std::optional<SaExpiry> FakeXfrm::carry(const SaKey& key, uint64_t bytes) {
    StoredSa* sa = find(key);
    HAWSER_CHECK(sa != nullptr, "a packet of an SA that is not there");
    const SaLimits& limits = sa->info.limits;
    SaCounters& counters = sa->info.counters;
    if (reached(limits.hard_bytes, counters.bytes) || reached(limits.hard_packets, counters.packets)) {
        const SaExpiry expiry{.key = sa->info.key, .hard = true};
        std::erase_if(sas_, [&](const StoredSa& one) { return one.info.key == expiry.key; });
        return expiry;
    }
    const bool soft =
        reached(limits.soft_bytes, counters.bytes) || reached(limits.soft_packets, counters.packets);
    counters.bytes += bytes;
    counters.packets += 1;
    if (!soft || sa->dying) return std::nullopt;
    sa->dying = true;
    return SaExpiry{.key = sa->info.key, .hard = false};
}

Result<void> FakeXfrm::ensure_policy(const PolicyRequest& request) {
    if (auto failed = failure("putting a policy"); !failed.ok()) return failed;
    policies_.insert_or_assign(request.key(), request);
    return {};
}

Result<void> FakeXfrm::delete_policy(const PolicyKey& key) {
    if (auto failed = failure("deleting a policy"); !failed.ok()) return failed;
    policies_.erase(key);
    return {};
}

Result<std::vector<PolicyInfo>> FakeXfrm::list_policies(const IfIdSet& ours) {
    std::vector<PolicyInfo> listed;
    for (const auto& [key, request] : policies_) {
        if (!ours.contains(key.if_id)) continue;
        PolicyInfo info;
        info.key = key;
        info.reqid = key.if_id.value();
        info.tunnel_source = request.tunnel_source;
        info.tunnel_destination = request.tunnel_destination;
        info.priority = request.priority;
        listed.push_back(info);
    }
    return listed;
}

}  // namespace hawser::loader
