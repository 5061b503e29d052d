// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/abi_keys.h"

#include <gtest/gtest.h>

#include "loader/bpf/flow_key.h"

namespace hawser::loader {
namespace {

IpPrefix net(std::string_view text) {
    return IpPrefix::parse(text).value();
}

TEST(AbiKeys, NetworksKeepTheirBytesInNetworkOrder) {
    const hw_net4_key v4 = net4_key_of(net("10.2.0.0/15"));
    EXPECT_EQ(v4.prefixlen, 15U);
    EXPECT_EQ(v4.addr[0], 10);
    EXPECT_EQ(v4.addr[1], 2);
    const hw_net6_key v6 = net6_key_of(net("2001:db8::/32"));
    EXPECT_EQ(v6.prefixlen, 32U);
    EXPECT_EQ(v6.addr[0], 0x20);
    EXPECT_EQ(v6.addr[3], 0xb8);
    EXPECT_EQ(v6.addr[15], 0);
}

TEST(AbiKeys, ASelectorsLengthCountsFromTheTunnelOn) {
    const hw_selector_key key = selector_key_of({TunnelId(5), HW_SELECTOR_LOCAL, net("10.1.0.0/16")});
    EXPECT_EQ(key.prefixlen, HW_SELECTOR_FIXED_BITS + 16);
    EXPECT_EQ(key.tunnel, 5U);
    EXPECT_EQ(key.side, HW_SELECTOR_LOCAL);
    EXPECT_EQ(key.family, 4);
    EXPECT_EQ(key.addr[1], 1);
}

TEST(AbiKeys, ComeBackAsTheyWent) {
    for (const char* text : {"0.0.0.0/0", "10.2.3.4/32", "192.0.2.0/24"}) {
        EXPECT_EQ(prefix_of(net4_key_of(net(text))), net(text));
    }
    for (const char* text : {"::/0", "2001:db8::1/128", "2001:db8::/33"}) {
        EXPECT_EQ(prefix_of(net6_key_of(net(text))), net(text));
    }
    for (const char* text : {"0.0.0.0/0", "10.2.3.4/32", "::/0", "2001:db8::/33"}) {
        const SelectorKey key{TunnelId(1023), HW_SELECTOR_REMOTE, net(text)};
        EXPECT_EQ(selector_of(selector_key_of(key)), key);
    }
    const RingKey ring{BundleId(HW_MAX_BUNDLES - 1), HW_MAX_TIERS - 1};
    EXPECT_EQ(ring_index_of(ring), HW_MAX_BUNDLES * HW_MAX_TIERS - 1);
    EXPECT_EQ(ring_index_of({BundleId(7), 0, 1}), (HW_MAX_BUNDLES + 1) * HW_MAX_TIERS);
    EXPECT_EQ(ring_index_of({BundleId(7), HW_MAX_TIERS - 1, HW_MAX_RULES - 1}), HW_MAX_RINGS - 1);
}

TEST(AbiKeys, AFlowKeepsItsAddressesAndPortsInNetworkOrder) {
    const auto ip = [](const char* text) { return IpAddress::parse(text).value(); };
    const FlowKey v4{ip("10.1.0.5"), ip("10.2.0.9"), 443, 50000, 6};
    const hw_flow4_key key = flow4_key_of(v4);
    EXPECT_EQ(key.local_addr[3], 5);
    EXPECT_EQ(key.remote_addr[3], 9);
    const uint16_t port = key.local_port;
    EXPECT_EQ(reinterpret_cast<const uint8_t*>(&port)[0], 443 >> 8);
    EXPECT_EQ(reinterpret_cast<const uint8_t*>(&port)[1], 443 & 0xff);
    EXPECT_EQ(flow_of(key), v4);
    const FlowKey v6{ip("2001:db8::1"), ip("2001:db8:2::9"), 53, 1024, 17};
    EXPECT_EQ(flow_of(flow6_key_of(v6)), v6);
}

TEST(AbiKeys, WhatWeCannotHaveWrittenIsNotRead) {
    hw_net4_key v4 = net4_key_of(net("10.0.0.0/8"));
    v4.prefixlen = 33;
    EXPECT_FALSE(prefix_of(v4).has_value());
    hw_net6_key v6 = net6_key_of(net("2001:db8::/32"));
    v6.prefixlen = 129;
    EXPECT_FALSE(prefix_of(v6).has_value());

    const hw_selector_key good = selector_key_of({TunnelId(1), HW_SELECTOR_LOCAL, net("10.0.0.0/8")});
    hw_selector_key bad = good;
    bad.prefixlen = HW_SELECTOR_FIXED_BITS - 1;
    EXPECT_FALSE(selector_of(bad).has_value());
    bad = good;
    bad.prefixlen = HW_SELECTOR_FIXED_BITS + 33;
    EXPECT_FALSE(selector_of(bad).has_value());
    bad = good;
    bad.family = 5;
    EXPECT_FALSE(selector_of(bad).has_value());
    bad = good;
    bad.side = 2;
    EXPECT_FALSE(selector_of(bad).has_value());
}

}  // namespace
}  // namespace hawser::loader
