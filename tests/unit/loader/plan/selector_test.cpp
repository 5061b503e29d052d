// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/selector.h"

#include <gtest/gtest.h>

#include "plan_fixture.h"

namespace hawser::loader {
namespace {

std::vector<std::string> prefixes(std::string_view first, std::string_view last) {
    std::vector<std::string> texts;
    for (const IpPrefix& prefix : prefixes_of_range(ip(first), ip(last)))
        texts.push_back(prefix.to_string());
    return texts;
}

using Texts = std::vector<std::string>;

TEST(RangeToPrefixes, AWholeNetworkIsOnePrefix) {
    EXPECT_EQ(prefixes("10.1.0.0", "10.1.255.255"), Texts{"10.1.0.0/16"});
    EXPECT_EQ(prefixes("0.0.0.0", "255.255.255.255"), Texts{"0.0.0.0/0"});
    EXPECT_EQ(prefixes("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), Texts{"::/0"});
    EXPECT_EQ(prefixes("10.1.0.7", "10.1.0.7"), Texts{"10.1.0.7/32"});
    EXPECT_EQ(prefixes("255.255.255.255", "255.255.255.255"), Texts{"255.255.255.255/32"});
}

TEST(RangeToPrefixes, AnUnevenRangeIsCoveredExactly) {
    EXPECT_EQ(prefixes("10.0.0.1", "10.0.0.6"),
              (Texts{"10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/31", "10.0.0.6/32"}));
    EXPECT_EQ(prefixes("2001:db8::1", "2001:db8::4"),
              (Texts{"2001:db8::1/128", "2001:db8::2/127", "2001:db8::4/128"}));
}

TEST(RangeToPrefixes, TheWidestUnevenRangeStaysSmall) {
    EXPECT_EQ(prefixes("0.0.0.1", "255.255.255.254").size(), 62U);
    EXPECT_EQ(prefixes("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe").size(), 254U);
}

TEST(RangeToPrefixes, WhatIsNoRangeIsNothing) {
    EXPECT_TRUE(prefixes("10.0.0.2", "10.0.0.1").empty());
    EXPECT_TRUE(prefixes("10.0.0.2", "2001:db8::1").empty());
}

TEST(SelectorEntries, CarryProtocolAndPorts) {
    const auto entries = selector_entries({{ip("10.0.0.0"), ip("10.0.0.255"), 6, 80, 443}});
    ASSERT_EQ(entries.size(), 1U);
    const hw_selector& entry = entries.at(net("10.0.0.0/24"));
    EXPECT_EQ(entry.protocol, 6);
    EXPECT_EQ(entry.port_first, 80);
    EXPECT_EQ(entry.port_last, 443);
}

TEST(SelectorEntries, OnePrefixTwiceAllowsWhatEitherAllows) {
    const auto entries = selector_entries(
        {{ip("10.0.0.0"), ip("10.0.0.255"), 6, 80, 80}, {ip("10.0.0.0"), ip("10.0.0.255"), 6, 443, 443}});
    EXPECT_EQ(entries.at(net("10.0.0.0/24")), (hw_selector{80, 443, 6, {}}));
    const auto mixed = selector_entries(
        {{ip("10.0.0.0"), ip("10.0.0.255"), 6, 80, 80}, {ip("10.0.0.0"), ip("10.0.0.255"), 17, 53, 53}});
    EXPECT_EQ(mixed.at(net("10.0.0.0/24")), (hw_selector{53, 80, 0, {}}));
}

TEST(SelectorEntries, ANarrowOneDoesNotTakeFromTheWideOneAroundIt) {
    const auto entries =
        selector_entries({Selector::of(net("10.0.0.0/8")), {ip("10.1.0.0"), ip("10.1.255.255"), 6, 80, 80}});
    EXPECT_EQ(entries.at(net("10.1.0.0/16")), (hw_selector{0, 65535, 0, {}}));
}

TEST(SelectorEntries, AWideOneIsNotWidenedByTheNarrowOneInside) {
    const auto entries = selector_entries(
        {{ip("10.0.0.0"), ip("10.255.255.255"), 6, 80, 80}, Selector::of(net("10.1.0.0/16"))});
    EXPECT_EQ(entries.at(net("10.0.0.0/8")), (hw_selector{80, 80, 6, {}}));
    EXPECT_EQ(entries.at(net("10.1.0.0/16")), (hw_selector{0, 65535, 0, {}}));
}

}  // namespace
}  // namespace hawser::loader
