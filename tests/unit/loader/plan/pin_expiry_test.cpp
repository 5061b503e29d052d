// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/pin_expiry.h"

#include <gtest/gtest.h>
#include <netinet/in.h>

namespace hawser::loader {
namespace {

constexpr uint64_t kSecond = 1'000'000'000U;

hw_pin answered() {
    hw_pin pin{};
    pin.packets_in = 1;
    pin.packets_out = 1;
    return pin;
}

TEST(PinExpiry, TheClassIsOfTheProtocolOnceTheFlowIsAnswered) {
    const std::pair<uint8_t, hw_idle> classes[] = {
        {IPPROTO_TCP, HW_IDLE_TCP},   {IPPROTO_UDP, HW_IDLE_UDP},   {IPPROTO_UDPLITE, HW_IDLE_UDP},
        {IPPROTO_SCTP, HW_IDLE_SCTP}, {IPPROTO_ICMP, HW_IDLE_ICMP}, {IPPROTO_ICMPV6, HW_IDLE_ICMP},
        {IPPROTO_GRE, HW_IDLE_OTHER}, {IPPROTO_ESP, HW_IDLE_OTHER},
    };
    for (const auto& [protocol, idle] : classes) {
        EXPECT_EQ(idle_class_of(answered(), protocol), idle) << unsigned{protocol};
        hw_pin one_way = answered();
        one_way.packets_in = 0;
        // Taken over into the other map once, and renewed for a flow that nobody has answered.
        one_way.flags = HW_PIN_PROVEN;
        EXPECT_EQ(idle_class_of(one_way, protocol), HW_IDLE_NEW) << unsigned{protocol};
    }
}

TEST(PinExpiry, ATcpConnectionIsClosedByBothOrReset) {
    hw_pin pin = answered();
    pin.tcp = HW_PIN_TCP_FIN_OUT;
    EXPECT_EQ(idle_class_of(pin, IPPROTO_TCP), HW_IDLE_TCP);
    pin.tcp = HW_PIN_TCP_FIN_OUT | HW_PIN_TCP_FIN_IN;
    EXPECT_EQ(idle_class_of(pin, IPPROTO_TCP), HW_IDLE_TCP_CLOSED);
    pin.tcp = HW_PIN_TCP_RST;
    EXPECT_EQ(idle_class_of(pin, IPPROTO_TCP), HW_IDLE_TCP_CLOSED);
}

TEST(PinExpiry, APinEndsAfterItsTimeAndNotAtIt) {
    hw_config config{};
    config.idle_s[HW_IDLE_UDP] = 300;
    hw_pin pin = answered();
    pin.last_seen_ns = 1000 * kSecond;
    EXPECT_FALSE(is_expired(config, pin, IPPROTO_UDP, 1300 * kSecond));
    EXPECT_TRUE(is_expired(config, pin, IPPROTO_UDP, 1300 * kSecond + 1));
    EXPECT_FALSE(is_expired(config, pin, IPPROTO_UDP, 999 * kSecond)) << "seen after the clock was read";
    EXPECT_FALSE(is_expired(config, pin, IPPROTO_TCP, 100000 * kSecond)) << "a class without a time";
}

}  // namespace
}  // namespace hawser::loader
