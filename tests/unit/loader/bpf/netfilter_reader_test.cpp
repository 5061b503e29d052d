// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/netfilter_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <cerrno>
#include <cstring>

#include "sandbox.h"

namespace hawser::loader {
namespace {

using testing::IsEmpty;

/// A network namespace without a rule, and rules made with the people's own programs.
class NetfilterReader : public testing::Test {
 protected:
    void SetUp() override {
        if (::unshare(CLONE_NEWNET) != 0) GTEST_SKIP() << "no network namespace: " << std::strerror(errno);
    }
    static void nft(const std::string& commands) {
        if (!run("nft list tables")) GTEST_SKIP() << "nft does not work here";
        ASSERT_TRUE(run("nft '" + commands + "'")) << commands;
    }
    static const NetfilterChain* find(const NetfilterFacts& facts, const std::string& name) {
        for (const NetfilterChain& chain : facts.chains) {
            if (chain.name == name) return &chain;
        }
        return nullptr;
    }
    static ForwardingDecision decide() {
        return choose_forwarding(ForwardingChoice::kAuto, read_netfilter_facts());
    }
};

TEST_F(NetfilterReader, WithoutRulesThereIsNothingToSkip) {
    const NetfilterFacts facts = read_netfilter_facts();
    EXPECT_EQ(facts.unreadable, "");
    EXPECT_THAT(facts.chains, IsEmpty());
    EXPECT_EQ(decide().mode, HW_FORWARDING_FAST);
}

TEST_F(NetfilterReader, AForwardChainWithRulesIsNamed) {
    nft("add table inet filter; add chain inet filter forward { type filter hook forward priority 0; };"
        "add rule inet filter forward ct state established accept; add rule inet filter forward counter");
    if (IsSkipped()) return;
    const NetfilterFacts facts = read_netfilter_facts();
    const NetfilterChain* chain = find(facts, "nftables chain inet filter forward");
    ASSERT_NE(chain, nullptr);
    EXPECT_EQ(chain->rules, 2U);
    EXPECT_FALSE(chain->drops_by_policy);
    EXPECT_EQ(decide().reason,
              "nftables chain inet filter forward has rules that redirected packets would skip");
}

TEST_F(NetfilterReader, AnEmptyForwardChainIsNoObstacleButADroppingPolicyIs) {
    nft("add table ip f; add chain ip f forwarded { type filter hook forward priority 0; policy accept; }");
    if (IsSkipped()) return;
    EXPECT_EQ(decide().mode, HW_FORWARDING_FAST);
    nft("add chain ip f forwarded { policy drop; }");
    EXPECT_EQ(decide().reason,
              "nftables chain ip f forwarded drops by policy, which redirected packets would skip");
}

TEST_F(NetfilterReader, ChainsThatRedirectedPacketsReachOrThatOnlyOthersJumpToAreNotCounted) {
    nft("add table inet t; add chain inet t in { type filter hook input priority 0; policy drop; };"
        "add chain inet t out { type filter hook output priority 0; };"
        "add chain inet t post { type nat hook postrouting priority 100; };"
        "add chain inet t plain; add rule inet t in counter; add rule inet t post masquerade; add rule inet "
        "t plain drop;"
        "add table bridge b; add chain bridge b f { type filter hook forward priority 0; };"
        "add rule bridge b f counter");
    if (IsSkipped()) return;
    EXPECT_THAT(read_netfilter_facts().chains, IsEmpty());
}

TEST_F(NetfilterReader, PreroutingAndIngressCount) {
    nft("add table ip6 t; add chain ip6 t pre { type filter hook prerouting priority -300; };"
        "add rule ip6 t pre notrack; add table netdev d;"
        "add chain netdev d in { type filter hook ingress device lo priority 0; }; add rule netdev d in "
        "counter");
    if (IsSkipped()) return;
    const NetfilterFacts facts = read_netfilter_facts();
    EXPECT_NE(find(facts, "nftables chain ip6 t pre"), nullptr);
    EXPECT_NE(find(facts, "nftables chain netdev d in"), nullptr);
}

TEST_F(NetfilterReader, LegacyIptablesIsReadToo) {
    if (!run("iptables-legacy -t filter -S")) GTEST_SKIP() << "iptables-legacy does not work here";
    const NetfilterFacts fresh = read_netfilter_facts();
    ASSERT_NE(find(fresh, "iptables chain filter FORWARD"), nullptr);
    EXPECT_EQ(decide().mode, HW_FORWARDING_FAST) << decide().reason;

    ASSERT_TRUE(run("iptables-legacy -A FORWARD -s 10.0.0.0/8 -j ACCEPT"));
    ASSERT_TRUE(run("iptables-legacy -A FORWARD -j DROP"));
    EXPECT_EQ(find(read_netfilter_facts(), "iptables chain filter FORWARD")->rules, 2U);
    EXPECT_EQ(decide().reason, "iptables chain filter FORWARD has rules that redirected packets would skip");

    ASSERT_TRUE(run("iptables-legacy -F FORWARD"));
    ASSERT_TRUE(run("iptables-legacy -P FORWARD DROP"));
    EXPECT_EQ(decide().reason,
              "iptables chain filter FORWARD drops by policy, which redirected packets would skip");
}

TEST_F(NetfilterReader, LegacyIp6tablesIsReadToo) {
    if (!run("ip6tables-legacy -t mangle -S")) GTEST_SKIP() << "ip6tables-legacy does not work here";
    ASSERT_TRUE(run("ip6tables-legacy -t mangle -A PREROUTING -j MARK --set-mark 1") ||
                run("ip6tables-legacy -t mangle -A PREROUTING -j ACCEPT"));
    EXPECT_EQ(decide().reason,
              "ip6tables chain mangle PREROUTING has rules that redirected packets would skip");
}

}  // namespace
}  // namespace hawser::loader
