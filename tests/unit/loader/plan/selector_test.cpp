// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/selector.h"

#include <gtest/gtest.h>

#include "loader/plan/selector_ranges.h"
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
    EXPECT_EQ(entry, (hw_selector{1, {{80, 443, 6, {}}}}));
}

TEST(SelectorEntries, OnePrefixTwiceAllowsWhatEitherAllows) {
    const auto entries = selector_entries(
        {{ip("10.0.0.0"), ip("10.0.0.255"), 6, 80, 80}, {ip("10.0.0.0"), ip("10.0.0.255"), 6, 443, 443}});
    EXPECT_EQ(entries.at(net("10.0.0.0/24")), (hw_selector{2, {{80, 80, 6, {}}, {443, 443, 6, {}}}}));
    const auto mixed = selector_entries(
        {{ip("10.0.0.0"), ip("10.0.0.255"), 6, 80, 80}, {ip("10.0.0.0"), ip("10.0.0.255"), 17, 53, 53}});
    EXPECT_EQ(mixed.at(net("10.0.0.0/24")), (hw_selector{2, {{80, 80, 6, {}}, {53, 53, 17, {}}}}));
}

TEST(SelectorEntries, ANarrowOneDoesNotTakeFromTheWideOneAroundIt) {
    const auto entries =
        selector_entries({Selector::of(net("10.0.0.0/8")), {ip("10.1.0.0"), ip("10.1.255.255"), 6, 80, 80}});
    EXPECT_EQ(entries.at(net("10.1.0.0/16")), (hw_selector{1, {{0, 65535, 0, {}}}}));
}

TEST(SelectorEntries, AWideOneIsNotWidenedByTheNarrowOneInside) {
    const auto entries = selector_entries(
        {{ip("10.0.0.0"), ip("10.255.255.255"), 6, 80, 80}, Selector::of(net("10.1.0.0/16"))});
    EXPECT_EQ(entries.at(net("10.0.0.0/8")), (hw_selector{1, {{80, 80, 6, {}}}}));
    EXPECT_EQ(entries.at(net("10.1.0.0/16")), (hw_selector{1, {{0, 65535, 0, {}}}}));
}

hw_selector of_ports(std::vector<hw_selector_range> ranges) {
    return selector_of_ranges(std::move(ranges));
}

TEST(SelectorRanges, NeighboursAndTheCoveredBecomeOne) {
    EXPECT_EQ(of_ports({{81, 90, 6, {}}, {70, 80, 6, {}}, {75, 85, 6, {}}}), of_ports({{70, 90, 6, {}}}));
    EXPECT_EQ(of_ports({{80, 80, 6, {}}, {0, 65535, 0, {}}, {53, 53, 17, {}}}),
              of_ports({{0, 65535, 0, {}}}));
    EXPECT_EQ(of_ports({{0, 65535, 6, {}}, {0, 65535, 6, {}}}).count, 1U);
}

TEST(SelectorRanges, MoreThanAnEntryHoldsBecomeTheClosestHull) {
    const hw_selector five = of_ports(
        {{22, 22, 6, {}}, {80, 80, 6, {}}, {8000, 8000, 6, {}}, {8080, 8080, 6, {}}, {53, 53, 17, {}}});
    EXPECT_EQ(five, (hw_selector{
                        4, {{22, 80, 6, {}}, {8000, 8000, 6, {}}, {8080, 8080, 6, {}}, {53, 53, 17, {}}}}));
    const hw_selector protocols =
        of_ports({{1, 1, 1, {}}, {2, 2, 6, {}}, {3, 3, 17, {}}, {4, 4, 47, {}}, {5, 9, 50, {}}});
    EXPECT_EQ(protocols.count, 4U);
    for (const hw_selector_range& range :
         {hw_selector_range{4, 4, 47, {}}, hw_selector_range{5, 9, 50, {}}}) {
        std::vector<hw_selector_range> with = ranges_of(protocols);
        with.push_back(range);
        EXPECT_EQ(of_ports(with), protocols) << "what was negotiated passes";
    }
}

TEST(SelectorRanges, EntriesReadBackGiveTheSameEntries) {
    std::vector<Selector> agreed = {Selector::of(net("10.9.0.0/16"))};
    for (uint16_t port = 1; port < 20; port += 3)
        agreed.push_back({ip("10.0.0.0"), ip("10.255.255.255"), 6, port, port});
    agreed.push_back({ip("10.1.0.0"), ip("10.1.0.255"), 17, 53, 53});
    const auto entries = selector_entries(agreed);
    std::vector<Selector> read;
    for (const auto& [prefix, entry] : entries) {
        for (const hw_selector_range& range : ranges_of(entry))
            read.push_back(
                {prefix.address(), prefix.last(), range.protocol, range.port_first, range.port_last});
    }
    EXPECT_EQ(selector_entries(read), entries);
}

}  // namespace
}  // namespace hawser::loader
