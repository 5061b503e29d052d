// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/legacy_iptables.h"

#include <gtest/gtest.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>

#include <cstring>

namespace hawser::loader {
namespace {

constexpr int kAccept = -NF_ACCEPT - 1;
constexpr int kDrop = -NF_DROP - 1;

/// Appends a rule with a standard target, and returns its offset.
template <typename Entry>
uint32_t add_entry(LegacyTable& table, int verdict) {
    Entry entry{};
    entry.target_offset = sizeof entry;
    entry.next_offset = sizeof entry + sizeof(xt_standard_target);
    xt_standard_target target{};
    target.target.u.target_size = sizeof target;
    target.verdict = verdict;
    const auto offset = static_cast<uint32_t>(table.entries.size());
    const auto* bytes = reinterpret_cast<const uint8_t*>(&entry);
    table.entries.insert(table.entries.end(), bytes, bytes + sizeof entry);
    bytes = reinterpret_cast<const uint8_t*>(&target);
    table.entries.insert(table.entries.end(), bytes, bytes + sizeof target);
    return offset;
}

template <typename Entry>
LegacyTable filter_table(unsigned rules, int policy) {
    LegacyTable table;
    table.name = "filter";
    table.family = std::is_same_v<Entry, ipt_entry> ? Family::kIpv4 : Family::kIpv6;
    table.valid_hooks = 1U << NF_INET_LOCAL_IN | 1U << NF_INET_FORWARD | 1U << NF_INET_LOCAL_OUT;
    add_entry<Entry>(table, kDrop);
    table.first_rule[NF_INET_FORWARD] = static_cast<uint32_t>(table.entries.size());
    for (unsigned i = 0; i < rules; ++i)
        add_entry<Entry>(table, kDrop);
    table.policy[NF_INET_FORWARD] = add_entry<Entry>(table, policy);
    add_entry<Entry>(table, kDrop);
    return table;
}

TEST(LegacyChains, AnEmptyAcceptingChain) {
    const auto chains = legacy_chains(filter_table<ipt_entry>(0, kAccept));
    ASSERT_EQ(chains.size(), 1U) << "a filter table has no PREROUTING";
    EXPECT_EQ(chains[0].name, "iptables chain filter FORWARD");
    EXPECT_EQ(chains[0].rules, 0U);
    EXPECT_FALSE(chains[0].drops_by_policy);
}

TEST(LegacyChains, RulesAreCountedAndThePolicyIsRead) {
    const auto v4 = legacy_chains(filter_table<ipt_entry>(3, kDrop));
    EXPECT_EQ(v4.at(0).rules, 3U);
    EXPECT_TRUE(v4.at(0).drops_by_policy);
    const auto v6 = legacy_chains(filter_table<ip6t_entry>(2, kAccept));
    EXPECT_EQ(v6.at(0).name, "ip6tables chain filter FORWARD");
    EXPECT_EQ(v6.at(0).rules, 2U);
    EXPECT_FALSE(v6.at(0).drops_by_policy);
}

TEST(LegacyChains, WhatDoesNotFitCountsAsRulesAndIsNotReadBeyondItsEnd) {
    LegacyTable table = filter_table<ipt_entry>(3, kAccept);
    for (size_t size = 0; size < table.entries.size(); ++size) {
        LegacyTable cut = table;
        cut.entries.resize(size);
        (void)legacy_chains(cut);
    }
    table.entries.resize(table.first_rule[NF_INET_FORWARD] + 10);
    EXPECT_GT(legacy_chains(table).at(0).rules, 0U);
    EXPECT_TRUE(legacy_chains(table).at(0).drops_by_policy);
}

TEST(LegacyChains, AnEntryOfNoLengthDoesNotGoRoundForEver) {
    LegacyTable table = filter_table<ipt_entry>(2, kAccept);
    const uint16_t zero = 0;
    std::memcpy(table.entries.data() + table.first_rule[NF_INET_FORWARD] + offsetof(ipt_entry, next_offset),
                &zero, sizeof zero);
    EXPECT_GT(legacy_chains(table).at(0).rules, 0U);
}

}  // namespace
}  // namespace hawser::loader
