// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/kernel/xfrm_port.h"
#include "loader/outer/outer_port.h"

namespace hawser::loader {

/// An XfrmPort that keeps the list of SPIs: an SA is listed before the kernel has it, because its peer may be
/// sending already, and is taken off the list after the kernel has removed it. A list that cannot be written
/// fails the call, as an SA must not be used whose packets the uplinks' programs do not know.
class SpiRegister final : public XfrmPort {
 public:
    /// Both outlive it.
    SpiRegister(XfrmPort& inner, OuterPort& outers) : inner_(inner), outers_(outers) {}

    Result<void> add_sa(const SaRequest& request) override;
    Result<void> update_sa_encap(const SaKey& key, const EspEncap& encap) override {
        return inner_.update_sa_encap(key, encap);
    }
    Result<void> move_sa(const SaKey& key, const IpAddress& source, const IpAddress& destination,
                         const std::optional<EspEncap>& encap) override;
    Result<void> delete_sa(const SaKey& key) override;
    /// Lists what it finds too: SAs of an earlier daemon.
    Result<std::vector<SaInfo>> list_sas(const IfIdSet& ours) override;
    Result<SaCounters> sa_counters(const SaKey& key) override { return inner_.sa_counters(key); }

    Result<void> ensure_policy(const PolicyRequest& request) override {
        return inner_.ensure_policy(request);
    }
    Result<void> delete_policy(const PolicyKey& key) override { return inner_.delete_policy(key); }
    Result<std::vector<PolicyInfo>> list_policies(const IfIdSet& ours) override {
        return inner_.list_policies(ours);
    }

 private:
    XfrmPort& inner_;
    OuterPort& outers_;
};

}  // namespace hawser::loader
