// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "loader/kernel/sa_event_port.h"
#include "loader/kernel/xfrm_port.h"

namespace hawser::loader {

/// SAs and policies in memory, with the kernel's rules: one SA a destination and SPI, one policy a direction,
/// selector and if_id, and the keys checked as the encoder checks them.
class FakeXfrm final : public XfrmPort {
 public:
    struct StoredSa {
        SaInfo info;
        EspAlgorithm algorithm = EspAlgorithm::kAesGcm16;
        SecretBytes encryption_key;
        SecretBytes integrity_key;
        bool dying = false;  ///< its soft limit has been told of
    };

    Result<void> add_sa(const SaRequest& request) override;
    Result<void> update_sa_encap(const SaKey& key, const EspEncap& encap) override;
    Result<void> move_sa(const SaKey& key, const IpAddress& source, const IpAddress& destination,
                         const std::optional<EspEncap>& encap) override;
    Result<void> delete_sa(const SaKey& key) override;
    Result<std::vector<SaInfo>> list_sas(const IfIdSet& ours) override;
    Result<SaCounters> sa_counters(const SaKey& key) override;
    Result<void> ensure_policy(const PolicyRequest& request) override;
    Result<void> delete_policy(const PolicyKey& key) override;
    Result<std::vector<PolicyInfo>> list_policies(const IfIdSet& ours) override;

    /// The next change (add, update, delete) fails with this number.
    void fail_next(int error_number) { failure_ = error_number; }
    /// What traffic would have counted.
    void set_counters(const SaKey& key, const SaCounters& counters);
    /// One packet by this SA, as xfrm_state_check_expire() treats it: the limits are compared before it is
    /// counted, the soft ones are told of once, and at a hard one the SA goes.
    std::optional<SaExpiry> carry(const SaKey& key, uint64_t bytes);
    [[nodiscard]] const std::vector<StoredSa>& sas() const { return sas_; }
    [[nodiscard]] const std::map<PolicyKey, PolicyRequest>& policies() const { return policies_; }

 private:
    StoredSa* find(const SaKey& key);
    /// The failure that was asked for, once.
    Result<void> failure(const char* doing);

    std::vector<StoredSa> sas_;
    std::map<PolicyKey, PolicyRequest> policies_;
    int failure_ = 0;
};

}  // namespace hawser::loader
