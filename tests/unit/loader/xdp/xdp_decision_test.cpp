// SPDX-License-Identifier: BSD-2-Clause
#include "loader/xdp/xdp_decision.h"

#include <gtest/gtest.h>

namespace hawser::loader {
namespace {

const InterfaceFacts kOneQueue{.driver = "virtio_net", .rx_queues = 1, .cpus = 4};
const InterfaceFacts kManyQueues{.driver = "ixgbe", .rx_queues = 4, .cpus = 4};

TEST(XdpDecisionTest, UplinkIsNativeAndSpreadsWhereOneQueueWouldCarryAll) {
    const XdpDecision decision = decide_xdp({}, XdpHook::kWan, kOneQueue);
    EXPECT_EQ(decision.mode, XdpMode::kNative);
    EXPECT_TRUE(decision.spread);
    EXPECT_EQ(decision.reason, "spreads over 4 CPUs, 1 receive queue for 4 CPUs");
}

TEST(XdpDecisionTest, UplinkWithAQueueForEachCpuAdmitsAndDoesNotSpread) {
    const XdpDecision decision = decide_xdp({}, XdpHook::kWan, kManyQueues);
    EXPECT_EQ(decision.mode, XdpMode::kNative);
    EXPECT_FALSE(decision.spread);
}

TEST(XdpDecisionTest, LanHasAProgramOnlyToSpread) {
    EXPECT_EQ(decide_xdp({}, XdpHook::kLan, kOneQueue).mode, XdpMode::kNative);
    EXPECT_EQ(decide_xdp({}, XdpHook::kLan, kManyQueues).mode, std::nullopt);
    EXPECT_EQ(decide_xdp({.spread = SpreadChoice::kOn}, XdpHook::kLan, kManyQueues).mode, XdpMode::kNative);
    EXPECT_EQ(decide_xdp({.spread = SpreadChoice::kOff}, XdpHook::kLan, kOneQueue).mode, std::nullopt);
}

TEST(XdpDecisionTest, OneCpuHasNobodyToSpreadTo) {
    InterfaceFacts facts = kOneQueue;
    facts.cpus = 1;
    EXPECT_FALSE(decide_xdp({.spread = SpreadChoice::kOn}, XdpHook::kWan, facts).spread);
}

TEST(XdpDecisionTest, VlansOnTopKeepItFromSpreadingByItself) {
    InterfaceFacts facts = kOneQueue;
    facts.has_upper = true;
    EXPECT_FALSE(decide_xdp({}, XdpHook::kWan, facts).spread);
    EXPECT_TRUE(decide_xdp({.spread = SpreadChoice::kOn}, XdpHook::kWan, facts).spread);
}

TEST(XdpDecisionTest, VethIsLeftAloneUnlessSomebodyAsks) {
    InterfaceFacts facts = kOneQueue;
    facts.driver = "veth";
    const XdpDecision decision = decide_xdp({}, XdpHook::kWan, facts);
    EXPECT_EQ(decision.mode, std::nullopt);
    EXPECT_NE(decision.reason.find("veth"), std::string::npos);
    EXPECT_EQ(decide_xdp({.mode = XdpChoice::kNative}, XdpHook::kWan, facts).mode, XdpMode::kNative);
    EXPECT_EQ(decide_xdp({.mode = XdpChoice::kGeneric}, XdpHook::kWan, facts).mode, XdpMode::kGeneric);
}

TEST(XdpDecisionTest, LinksWithoutEthernetHaveNone) {
    InterfaceFacts facts = kOneQueue;
    facts.ethernet = false;
    for (XdpChoice choice : {XdpChoice::kAuto, XdpChoice::kNative, XdpChoice::kGeneric})
        EXPECT_EQ(decide_xdp({.mode = choice}, XdpHook::kWan, facts).mode, std::nullopt);
}

TEST(XdpDecisionTest, OffIsOff) {
    const XdpDecision decision =
        decide_xdp({.mode = XdpChoice::kOff, .spread = SpreadChoice::kOn}, XdpHook::kWan, kOneQueue);
    EXPECT_EQ(decision, (XdpDecision{std::nullopt, false, "switched off by [xdp] mode"}));
}

}  // namespace
}  // namespace hawser::loader
