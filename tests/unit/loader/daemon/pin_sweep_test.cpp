// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/pin_sweep.h"

#include <gtest/gtest.h>
#include <netinet/in.h>

#include "loader/bpf/fake_map_port.h"

namespace hawser::loader {
namespace {

constexpr uint64_t kSecond = 1'000'000'000U;
constexpr uint64_t kNow = 1000 * kSecond;

struct PinSweepTest : testing::Test {
    FakeMapPort maps;
    PinSweep sweep{maps};
    hw_config config = times();

    static hw_config times() {
        hw_config config{};
        config.idle_s[HW_IDLE_NEW] = 60;
        config.idle_s[HW_IDLE_UDP] = 300;
        return config;
    }
    static Pin pin(PinTable table, uint16_t port, uint64_t idle_s, uint32_t tunnel = 1) {
        Pin pin{.table = table, .flow = {.local_port = port, .protocol = IPPROTO_UDP}, .entry = {}};
        pin.entry.tunnel = tunnel;
        pin.entry.last_seen_ns = kNow - idle_s * kSecond;
        pin.entry.packets_out = 1;
        pin.entry.packets_in = is_proven(table) ? 1 : 0;
        return pin;
    }
    /// One batch of each map, where none has more than a batch.
    void pass() {
        for (size_t step = 0; step < kPinTables.size(); ++step)
            ASSERT_TRUE(sweep.step(config, kNow).ok());
    }
};

TEST_F(PinSweepTest, RemovesWhatIsIdleForItsKindAndCountsTheRest) {
    maps.pins = {pin(PinTable::kProven4, 1, 299), pin(PinTable::kProven4, 2, 301),
                 pin(PinTable::kProven6, 3, 10, 2), pin(PinTable::kNew4, 4, 61), pin(PinTable::kNew6, 5, 59)};
    EXPECT_FALSE(sweep.counts().has_value());
    pass();
    EXPECT_EQ(sweep.expired(), 2U);
    ASSERT_EQ(maps.pins.size(), 3U);
    ASSERT_TRUE(sweep.counts().has_value());
    EXPECT_EQ(sweep.counts()->proven, 2U);
    EXPECT_EQ(sweep.counts()->fresh, 1U);
    EXPECT_EQ(sweep.counts()->by_tunnel.at(TunnelId(1)), 2U);
    EXPECT_EQ(sweep.counts()->by_tunnel.at(TunnelId(2)), 1U);
}

TEST_F(PinSweepTest, APacketThatComesBetweenKeepsItsPin) {
    maps.pins = {pin(PinTable::kProven4, 1, 301)};
    maps.after_read_pins = [this] { maps.pins[0].entry.last_seen_ns = kNow; };
    pass();
    EXPECT_EQ(maps.pins.size(), 1U);
    EXPECT_EQ(sweep.expired(), 0U);
    EXPECT_EQ(sweep.counts()->proven, 1U);
}

TEST_F(PinSweepTest, AStepIsABatchAndAPassComesToAllOfThem) {
    for (uint16_t port = 0; port < PinSweep::kBatch + 10; ++port)
        maps.pins.push_back(pin(PinTable::kProven4, port, 400));
    ASSERT_TRUE(sweep.step(config, kNow).ok());
    EXPECT_EQ(maps.pins.size(), 10U);
    EXPECT_FALSE(sweep.counts().has_value());
}

TEST_F(PinSweepTest, WhatWasMadeAndIsNowhereWasEvicted) {
    maps.pins = {pin(PinTable::kNew4, 1, 1), pin(PinTable::kNew4, 2, 1)};
    maps.pin_counts[HW_PIN_COUNT_MADE] = 50;
    pass();
    EXPECT_EQ(sweep.evicted(), 0U) << "what an earlier daemon saw is not known";
    // 20 more: 5 proven, 2 ended, one there, one expires, so 11 of them and no other are missing.
    maps.pins = {pin(PinTable::kNew4, 1, 1), pin(PinTable::kNew4, 2, 1), pin(PinTable::kNew4, 3, 1),
                 pin(PinTable::kNew4, 4, 100)};
    maps.pin_counts[HW_PIN_COUNT_MADE] = 70;
    maps.pin_counts[HW_PIN_COUNT_PROVEN] = 5;
    maps.pin_counts[HW_PIN_COUNT_ENDED] = 2;
    pass();
    EXPECT_EQ(sweep.expired(), 1U);
    EXPECT_EQ(sweep.evicted(), 11U);
}

TEST(SweepInterval, APassTakesHalfOfTheShortestTimeButNoAge) {
    hw_config config{};
    config.idle_s[HW_IDLE_TCP] = 7440;
    const auto pass = [&config](uint64_t pins) {
        return sweep_interval(config, pins) * (pins / PinSweep::kBatch + kPinTables.size());
    };
    EXPECT_LE(pass(100000), PinSweep::kLongestPass);
    EXPECT_GT(pass(100000), PinSweep::kLongestPass / 2);
    config.idle_s[HW_IDLE_TCP_CLOSED] = 4;
    EXPECT_LE(pass(100000), std::chrono::seconds(2));
    EXPECT_EQ(sweep_interval(config, 0), std::chrono::milliseconds(500)) << "an empty table costs little";
}

}  // namespace
}  // namespace hawser::loader
