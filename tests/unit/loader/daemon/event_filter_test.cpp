// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/event_filter.h"

#include <gtest/gtest.h>

namespace hawser::loader {
namespace {

Route route(const char* destination, uint8_t protocol) {
    return {.destination = IpPrefix::parse(destination).value(), .protocol = protocol};
}

constexpr uint8_t kDhcp = 16;

TEST(EventFilter, LinksAndAddressesConcernUs) {
    EXPECT_TRUE(concerns_us(LinkChanged{}));
    EXPECT_TRUE(concerns_us(LinkGone{}));
    EXPECT_TRUE(concerns_us(AddressAdded{}));
    EXPECT_TRUE(concerns_us(EventsLost{}));
}

TEST(EventFilter, WhatWeDidOurselvesDoesNot) {
    EXPECT_FALSE(concerns_us(RouteAdded{route("10.2.0.0/16", kRouteProtocol)}));
    EXPECT_FALSE(concerns_us(RuleAdded{}));
}

TEST(EventFilter, WhatWasTakenFromUsDoes) {
    EXPECT_TRUE(concerns_us(RouteRemoved{route("10.2.0.0/16", kRouteProtocol)}));
    EXPECT_TRUE(concerns_us(RuleRemoved{Rule{}}));
    EXPECT_FALSE(concerns_us(RuleRemoved{Rule{.protocol = kDhcp}}));
}

TEST(EventFilter, OfOthersRoutesTheDefaultsAlone) {
    EXPECT_TRUE(concerns_us(RouteAdded{route("0.0.0.0/0", kDhcp)}));
    EXPECT_TRUE(concerns_us(RouteRemoved{route("::/0", kDhcp)}));
    EXPECT_FALSE(concerns_us(RouteAdded{route("192.0.2.0/24", kDhcp)}));
}

}  // namespace
}  // namespace hawser::loader
