// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/ts_narrowing.h"

#include <gtest/gtest.h>

namespace hawser::ike {
namespace {

std::vector<TrafficSelector> networks(std::initializer_list<const char*> texts) {
    std::vector<TrafficSelector> list;
    for (const char* text : texts)
        list.emplace_back(IpPrefix::parse(text).value());
    return list;
}

SelectorPair pair_of(std::initializer_list<const char*> local, std::initializer_list<const char*> remote) {
    return {networks(local), networks(remote)};
}

TEST(NarrowOffer, CutsBothSides) {
    const auto pair = narrow_offer(pair_of({"10.2.0.0/16"}, {"10.1.0.0/17", "10.9.0.0/16"}),
                                   networks({"0.0.0.0/0"}), networks({"10.1.0.0/16"}));
    ASSERT_TRUE(pair);
    EXPECT_EQ(pair->local, networks({"10.2.0.0/16"}));
    EXPECT_EQ(pair->remote, networks({"10.1.0.0/17"}));
}

TEST(NarrowOffer, NothingInCommonOnEitherSide) {
    const SelectorPair ours = pair_of({"10.2.0.0/16"}, {"10.1.0.0/16"});
    EXPECT_FALSE(narrow_offer(ours, networks({"10.3.0.0/16"}), networks({"10.1.0.0/16"})));
    EXPECT_FALSE(narrow_offer(ours, networks({"10.2.0.0/16"}), networks({"10.3.0.0/16"})));
    EXPECT_FALSE(narrow_offer(ours, {}, networks({"10.1.0.0/16"})));
}

TEST(NarrowOffer, FamiliesMustMeetOnBothSides) {
    const SelectorPair ours = pair_of({"10.2.0.0/16", "2001:db8:2::/48"}, {"10.1.0.0/16", "2001:db8:1::/48"});
    const auto pair =
        narrow_offer(ours, networks({"10.2.0.0/16", "2001:db8:2::/48"}), networks({"10.1.0.0/16"}));
    ASSERT_TRUE(pair);
    EXPECT_EQ(pair->local, networks({"10.2.0.0/16"}));
    EXPECT_FALSE(narrow_offer(ours, networks({"2001:db8:2::/48"}), networks({"10.1.0.0/16"})));
}

TEST(IsWithinOffer, OnlyNarrower) {
    const SelectorPair ours = pair_of({"10.1.0.0/16"}, {"10.2.0.0/16"});
    EXPECT_TRUE(is_within_offer(ours, {networks({"10.1.0.0/16"}), networks({"10.2.0.0/16"})}));
    EXPECT_TRUE(is_within_offer(ours, {networks({"10.1.1.0/24", "10.1.2.0/24"}), networks({"10.2.0.1/32"})}));
    EXPECT_FALSE(is_within_offer(ours, {networks({"10.0.0.0/8"}), networks({"10.2.0.0/16"})}));
    EXPECT_FALSE(
        is_within_offer(ours, {networks({"10.1.0.0/16", "10.3.0.0/16"}), networks({"10.2.0.0/16"})}));
    EXPECT_FALSE(is_within_offer(ours, {{}, networks({"10.2.0.0/16"})}));
}

}  // namespace
}  // namespace hawser::ike
