// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "loader/config/config.h"

namespace hawser::loader {

/// From which prefix lengths on the kernel finds the policies of a family by hash (ip-xfrm(8), hthresh4 and
/// hthresh6). Those with a shorter prefix on either side are searched for in trees.
struct PolicyHash {
    uint8_t local = 0;
    uint8_t remote = 0;
    bool operator==(const PolicyHash&) const = default;
};

struct PolicyHashes {
    PolicyHash v4;
    PolicyHash v6;
    bool operator==(const PolicyHashes&) const = default;
};

/// As a kernel begins: whole addresses alone, of which the policies of networks have none.
constexpr PolicyHashes kKernelPolicyHashes{{32, 32}, {128, 128}};

/// The shortest of the configured networks, so that the policies of all of them are hashed. A network of
/// length 0 counts for nothing: it cannot be.
[[nodiscard]] PolicyHashes policy_hashes_for(const Config& config);

/// The machine's policies, whoever's they are.
struct PolicyDatabase {
    uint32_t outgoing = 0;
    PolicyHashes hashes;
};

class PolicyHashPort {
 public:
    virtual ~PolicyHashPort() = default;
    virtual Result<PolicyDatabase> look() = 0;
    /// The kernel sorts all its policies anew, in the background.
    virtual Result<void> set(const PolicyHashes& hashes) = 0;
};

/// Has the kernel find our policies by hash, which saves every packet that enters a tunnel some 250
/// instructions (Linux 6.1). What is hashed by its network alone is one chain for all policies of that
/// network, so this is for machines of few policies, and what somebody else has set stays.
class PolicyHashKeeper {
 public:
    /// Outgoing policies up to which one chain of all of them does no harm.
    static constexpr uint32_t kMostPolicies = 64;

    /// `port` outlives it.
    explicit PolicyHashKeeper(PolicyHashPort& port) : port_(port) {}

    Result<void> reconcile(const PolicyHashes& wanted);
    /// The kernel's own again.
    Result<void> reset();

 private:
    PolicyHashPort& port_;
    std::optional<PolicyHashes> written_;
};

}  // namespace hawser::loader
