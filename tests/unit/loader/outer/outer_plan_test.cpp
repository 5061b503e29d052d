// SPDX-License-Identifier: BSD-2-Clause
#include "loader/outer/outer_plan.h"

#include <gtest/gtest.h>

#include <cstring>

#include "bpf/abi.h"
#include "loader/outer/outer_keys.h"

namespace hawser::loader {
namespace {

IpAddress ip(const char* text) {
    return *IpAddress::parse(text);
}

TEST(OuterPlanTest, TunnelIsKnownByItsAddressesAndItsUplink) {
    const OuterPlan plan = plan_outers({{TunnelId(1), 7, {ip("198.51.100.2")}, ip("203.0.113.10")},
                                        {TunnelId(2), 8, {ip("198.51.100.66")}, ip("203.0.113.10")}},
                                       {});
    EXPECT_EQ(plan.uplinks, (std::map<TunnelId, uint32_t>{{TunnelId(1), 7}, {TunnelId(2), 8}}));
    EXPECT_EQ(plan.pairs.at({ip("198.51.100.2"), ip("203.0.113.10")}), TunnelId(1));
    EXPECT_EQ(plan.pairs.at({ip("198.51.100.66"), ip("203.0.113.10")}), TunnelId(2));
}

TEST(OuterPlanTest, EveryUplinkIsWrongForATunnelWhoseOwnIsNotThere) {
    const OuterPlan plan = plan_outers({{TunnelId(1), 0, {}, ip("203.0.113.10")}}, {});
    EXPECT_EQ(plan.uplinks.at(TunnelId(1)), HW_NO_UPLINK);
}

TEST(OuterPlanTest, AddressesOfAnUplinkThatLostThemAreRemembered) {
    const std::vector<OuterPath> before{{TunnelId(1), 7, {ip("2001:db8:1::2")}, ip("2001:db8:f::10")}};
    const std::vector<OuterPath> after{{TunnelId(1), 7, {}, ip("2001:db8:f::10")}};
    const OuterPlan plan = plan_outers(before, {});
    EXPECT_EQ(plan_outers(after, plan), plan);
    EXPECT_TRUE(plan_outers({}, plan).pairs.empty()) << "but not those of a tunnel that is not configured";
}

TEST(OuterPlanTest, AddressThatWasReplacedIsForgotten) {
    const OuterPlan plan = plan_outers({{TunnelId(1), 7, {ip("198.51.100.2")}, std::nullopt}}, {});
    const OuterPlan next = plan_outers({{TunnelId(1), 7, {ip("198.51.100.3")}, std::nullopt}}, plan);
    EXPECT_EQ(next.pairs, (std::map<OuterPair, TunnelId>{{{ip("198.51.100.3"), std::nullopt}, TunnelId(1)}}));
}

TEST(OuterKeysTest, KeysGoThereAndBack) {
    for (const OuterPair& pair :
         {OuterPair{ip("198.51.100.2"), ip("203.0.113.10")}, OuterPair{ip("2001:db8::2"), ip("2001:db8::3")},
          OuterPair{ip("198.51.100.2"), std::nullopt}}) {
        EXPECT_EQ(pair_of(outer_key_of(pair)), pair);
    }
    const SpiName name{ip("198.51.100.2"), 0xc0010203};
    EXPECT_EQ(spi_of(spi_key_of(name)), name);
    const uint8_t wire[] = {0xc0, 1, 2, 3};
    const hw_spi_key key = spi_key_of(name);
    EXPECT_EQ(std::memcmp(&key.spi, wire, 4), 0);
    EXPECT_EQ(pair_of(hw_outer_key{}), std::nullopt);
}

}  // namespace
}  // namespace hawser::loader
