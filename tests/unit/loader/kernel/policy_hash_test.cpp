// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/policy_hash.h"

#include <gtest/gtest.h>

namespace hawser::loader {
namespace {

class FakePolicyHash final : public PolicyHashPort {
 public:
    Result<PolicyDatabase> look() override { return database; }
    Result<void> set(const PolicyHashes& hashes) override {
        database.hashes = hashes;
        ++changes;
        return {};
    }

    PolicyDatabase database{.outgoing = 3, .hashes = kKernelPolicyHashes};
    int changes = 0;
};

constexpr PolicyHashes kWanted{.v4 = {.local = 16, .remote = 24}, .v6 = {.local = 128, .remote = 128}};
constexpr PolicyHashes kTheirs{.v4 = {.local = 20, .remote = 20}, .v6 = {.local = 64, .remote = 64}};

PeerConfig peer(std::vector<const char*> local, std::vector<const char*> remote) {
    PeerConfig made;
    for (const char* network : local)
        made.local_networks.push_back(*IpPrefix::parse(network));
    for (const char* network : remote)
        made.networks.push_back(*IpPrefix::parse(network));
    return made;
}

TEST(PolicyHash, TheShortestNetworkOfEachSideAndFamilyCounts) {
    Config config;
    config.peers = {peer({"10.1.0.0/16", "2001:db8:1::/48"}, {"10.2.0.0/24"}),
                    peer({"10.1.0.0/20"}, {"10.3.0.0/20", "2001:db8:2::/56"})};
    EXPECT_EQ(policy_hashes_for(config),
              (PolicyHashes{.v4 = {.local = 16, .remote = 20}, .v6 = {.local = 48, .remote = 56}}));
}

TEST(PolicyHash, EverythingIsNoNetworkToHash) {
    Config config;
    config.peers = {peer({"10.1.0.0/16"}, {"0.0.0.0/0", "::/0"})};
    EXPECT_EQ(policy_hashes_for(config),
              (PolicyHashes{.v4 = {.local = 16, .remote = 32}, .v6 = {.local = 128, .remote = 128}}));
}

TEST(PolicyHash, IsSetOnceAndFollowsTheConfiguration) {
    FakePolicyHash port;
    PolicyHashKeeper keeper(port);
    ASSERT_TRUE(keeper.reconcile(kWanted).ok());
    ASSERT_TRUE(keeper.reconcile(kWanted).ok());
    EXPECT_EQ(port.database.hashes, kWanted);
    EXPECT_EQ(port.changes, 1);
    ASSERT_TRUE(keeper.reconcile(kTheirs).ok());
    EXPECT_EQ(port.database.hashes, kTheirs);
}

TEST(PolicyHash, WhatSomebodyElseHasSetStays) {
    FakePolicyHash port;
    port.database.hashes = kTheirs;
    PolicyHashKeeper keeper(port);
    ASSERT_TRUE(keeper.reconcile(kWanted).ok());
    EXPECT_EQ(port.database.hashes, kTheirs);
    EXPECT_EQ(port.changes, 0);
}

TEST(PolicyHash, ManyPoliciesKeepTheKernelsOwn) {
    FakePolicyHash port;
    PolicyHashKeeper keeper(port);
    ASSERT_TRUE(keeper.reconcile(kWanted).ok());
    port.database.outgoing = PolicyHashKeeper::kMostPolicies + 1;
    ASSERT_TRUE(keeper.reconcile(kWanted).ok());
    EXPECT_EQ(port.database.hashes, kKernelPolicyHashes);
    port.database.outgoing = PolicyHashKeeper::kMostPolicies;
    ASSERT_TRUE(keeper.reconcile(kWanted).ok());
    EXPECT_EQ(port.database.hashes, kWanted);
}

TEST(PolicyHash, AnEarlierDaemonsIsAdoptedAndAFlushTakesItBack) {
    FakePolicyHash port;
    port.database.hashes = kWanted;
    PolicyHashKeeper keeper(port);
    ASSERT_TRUE(keeper.reconcile(kWanted).ok());
    EXPECT_EQ(port.changes, 0);
    ASSERT_TRUE(keeper.reset().ok());
    EXPECT_EQ(port.database.hashes, kKernelPolicyHashes);
    ASSERT_TRUE(keeper.reset().ok());
    EXPECT_EQ(port.changes, 1);
}

}  // namespace
}  // namespace hawser::loader
