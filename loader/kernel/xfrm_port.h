// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <set>
#include <vector>

#include "base/result.h"
#include "loader/kernel/policy.h"
#include "loader/kernel/sa.h"

namespace hawser::loader {

/// if_ids that are ours. Others' SAs (strongSwan's, for an external tunnel) live in the same tables, so every
/// list is asked for by them. `our_if_ids()` in links.h reads them off our interfaces' aliases.
using IfIdSet = std::set<IfId>;

/// The kernel's SAs and policies. Every call is one synchronous netlink exchange with the kernel.
class XfrmPort {
 public:
    virtual ~XfrmPort() = default;

    /// Fails with EEXIST if the destination has an SA with this SPI.
    virtual Result<void> add_sa(const SaRequest& request) = 0;
    /// Changes the encapsulation ports of an SA (a NAT that has changed its mapping), and no more than that.
    virtual Result<void> update_sa_encap(const SaKey& key, const EspEncap& encap) = 0;
    /// Gives an SA other outer addresses and ports, keeping its keys and sequence numbers
    /// (its byte counters begin anew). Between the two
    /// steps of it there is no such SA: packets of that moment are dropped, never sent in the clear.
    virtual Result<void> move_sa(const SaKey& key, const IpAddress& source, const IpAddress& destination,
                                 const std::optional<EspEncap>& encap) = 0;
    /// No SA there is no error.
    virtual Result<void> delete_sa(const SaKey& key) = 0;
    virtual Result<std::vector<SaInfo>> list_sas(const IfIdSet& ours) = 0;
    /// Fails with ESRCH if there is none.
    virtual Result<SaCounters> sa_counters(const SaKey& key) = 0;

    /// Adds the policy, or puts it in the place of the one with its key: there is no moment without one.
    virtual Result<void> ensure_policy(const PolicyRequest& request) = 0;
    /// No policy there is no error.
    virtual Result<void> delete_policy(const PolicyKey& key) = 0;
    virtual Result<std::vector<PolicyInfo>> list_policies(const IfIdSet& ours) = 0;
};

}  // namespace hawser::loader
