// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/traffic_selector.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "ike/wire/limits.h"

namespace hawser::ike {
namespace {

IpAddress address(const char* text) {
    return *IpAddress::parse(text);
}

TrafficSelector network(const char* text) {
    return TrafficSelector(*IpPrefix::parse(text));
}

TrafficSelector range(const char* first, const char* last, uint8_t protocol = 0, uint16_t first_port = 0,
                      uint16_t last_port = TrafficSelector::kMaxPort) {
    const auto selector =
        TrafficSelector::make(address(first), address(last), protocol, first_port, last_port);
    EXPECT_TRUE(selector);
    return selector.value_or(TrafficSelector());
}

std::vector<std::string> prefixes_of(const TrafficSelector& selector) {
    std::vector<std::string> texts;
    for (const IpPrefix& prefix : selector.to_prefixes())
        texts.push_back(prefix.to_string());
    return texts;
}

TEST(TrafficSelector, IsMadeOnlyOfRangesThatAreNotReversed) {
    EXPECT_FALSE(TrafficSelector::make(address("10.0.0.2"), address("10.0.0.1")));
    EXPECT_FALSE(TrafficSelector::make(address("10.0.0.1"), address("2001:db8::1")));
    EXPECT_FALSE(TrafficSelector::make(address("10.0.0.1"), address("10.0.0.1"), 6, 81, 80));
    const auto opaque = TrafficSelector::make(address("10.0.0.1"), address("10.0.0.1"), 6, 65535, 0);
    ASSERT_TRUE(opaque);
    EXPECT_TRUE(opaque->opaque_ports());
}

TEST(TrafficSelector, PrintsAsStrongSwanDoes) {
    EXPECT_EQ(TrafficSelector().to_string(), "0.0.0.0/0");
    EXPECT_EQ(network("10.1.0.0/16").to_string(), "10.1.0.0/16");
    EXPECT_EQ(network("2001:db8::/32").to_string(), "2001:db8::/32");
    EXPECT_EQ(range("10.1.0.0", "10.1.255.255", 6, 80, 80).to_string(), "10.1.0.0/16[tcp/80]");
    EXPECT_EQ(range("10.1.0.0", "10.1.255.255", 17).to_string(), "10.1.0.0/16[udp]");
    EXPECT_EQ(range("10.1.0.1", "10.1.0.9", 17, 100, 200).to_string(), "10.1.0.1..10.1.0.9[udp/100-200]");
    EXPECT_EQ(range("10.1.0.1", "10.1.0.1", 1, 0x0800, 0x08ff).to_string(), "10.1.0.1/32[icmp/8]");
    EXPECT_EQ(range("10.1.0.1", "10.1.0.1", 1, 0x0301, 0x0301).to_string(), "10.1.0.1/32[icmp/3(1)]");
    EXPECT_EQ(range("10.1.0.1", "10.1.0.1", 6, 65535, 0).to_string(), "10.1.0.1/32[tcp/OPAQUE]");
    EXPECT_EQ(range("10.1.0.1", "10.1.0.1", 99).to_string(), "10.1.0.1/32[99]");
}

TEST(TrafficSelector, IntersectsAddresses) {
    EXPECT_EQ(network("10.0.0.0/8").intersect(network("10.1.0.0/16")), network("10.1.0.0/16"));
    EXPECT_EQ(range("10.0.0.0", "10.0.0.9").intersect(range("10.0.0.5", "10.0.0.20")),
              range("10.0.0.5", "10.0.0.9"));
    EXPECT_FALSE(network("10.1.0.0/16").intersect(network("10.2.0.0/16")));
    EXPECT_FALSE(network("0.0.0.0/0").intersect(network("::/0")));
}

TEST(TrafficSelector, IntersectsProtocolsAndPorts) {
    const TrafficSelector all = network("10.0.0.0/8");
    const TrafficSelector web = range("10.0.0.0", "10.255.255.255", 6, 80, 90);
    EXPECT_EQ(all.intersect(web), web);
    EXPECT_EQ(web.intersect(range("10.0.0.1", "10.0.0.1", 6, 85, 100)),
              range("10.0.0.1", "10.0.0.1", 6, 85, 90));
    EXPECT_FALSE(web.intersect(range("10.0.0.1", "10.0.0.1", 6, 91, 100)));
    EXPECT_FALSE(web.intersect(range("10.0.0.1", "10.0.0.1", 17, 85, 85)));
    // 65535 down to 0 is not what remains of two ranges that do not meet.
    EXPECT_FALSE(
        range("10.0.0.1", "10.0.0.1", 6, 0, 0).intersect(range("10.0.0.1", "10.0.0.1", 6, 65535, 65535)));
}

TEST(TrafficSelector, CountsOpaqueAsAnyButNotAsARange) {
    const TrafficSelector opaque = range("10.0.0.0", "10.255.255.255", 6, 65535, 0);
    EXPECT_EQ(network("10.0.0.0/8").intersect(opaque), opaque);
    EXPECT_EQ(opaque.intersect(opaque), opaque);
    EXPECT_FALSE(opaque.intersect(range("10.0.0.0", "10.0.0.1", 6, 0, 80)));
    EXPECT_TRUE(network("10.0.0.0/8").contains(opaque));
    EXPECT_FALSE(opaque.contains(network("10.0.0.0/8")));
}

TEST(TrafficSelector, ContainsWhatItCuts) {
    EXPECT_TRUE(network("10.0.0.0/8").contains(range("10.0.0.0", "10.0.0.1", 6)));
    EXPECT_FALSE(range("10.0.0.0", "10.0.0.1", 6).contains(range("10.0.0.0", "10.0.0.1")));
    EXPECT_TRUE(network("10.0.0.0/8").contains(address("10.255.255.255")));
    EXPECT_FALSE(network("10.0.0.0/8").contains(address("11.0.0.0")));
    EXPECT_FALSE(network("0.0.0.0/0").contains(address("::1")));
}

TEST(TrafficSelector, FallsIntoTheFewestPrefixes) {
    EXPECT_EQ(prefixes_of(network("0.0.0.0/0")), (std::vector<std::string>{"0.0.0.0/0"}));
    EXPECT_EQ(prefixes_of(network("::/0")), (std::vector<std::string>{"::/0"}));
    EXPECT_EQ(prefixes_of(range("10.0.0.1", "10.0.0.6")),
              (std::vector<std::string>{"10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/31", "10.0.0.6/32"}));
    EXPECT_EQ(prefixes_of(range("255.255.255.254", "255.255.255.255")),
              (std::vector<std::string>{"255.255.255.254/31"}));
    EXPECT_EQ(range("0.0.0.1", "255.255.255.254").to_prefixes().size(), 62u);
    EXPECT_EQ(range("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe").to_prefixes().size(), 254u);
}

TEST(TrafficSelector, PrefixesCoverExactlyTheRange) {
    std::minstd_rand random(7);
    for (int round = 0; round < 300; ++round) {
        unsigned first = random() % 256;
        unsigned last = random() % 256;
        if (last < first) std::swap(first, last);
        const auto at = [](unsigned byte) {
            return IpAddress::from_bytes(Bytes{10, 0, 0, static_cast<uint8_t>(byte)});
        };
        const TrafficSelector selector = *TrafficSelector::make(at(first), at(last));
        const auto prefixes = selector.to_prefixes();
        for (unsigned byte = 0; byte < 256; ++byte) {
            size_t covering = 0;
            for (const IpPrefix& prefix : prefixes)
                covering += prefix.contains(at(byte)) ? 1 : 0;
            EXPECT_EQ(covering, byte >= first && byte <= last ? 1u : 0u)
                << selector.to_string() << " " << byte;
        }
        EXPECT_EQ(selector.as_prefix().has_value(), prefixes.size() == 1);
    }
}

TEST(Narrow, CutsAnOfferToWhatIsWanted) {
    const std::vector offered = {network("0.0.0.0/0"), network("::/0")};
    const std::vector wanted = {network("10.1.0.0/16"), network("2001:db8::/32"), network("10.2.0.0/16")};
    EXPECT_EQ(narrow(offered, wanted), wanted);
    EXPECT_TRUE(narrow({network("10.3.0.0/16")}, wanted).empty());
    EXPECT_TRUE(narrow({}, wanted).empty());
}

TEST(Narrow, LeavesOutWhatAnotherContains) {
    // strongSwan offers the packet that triggered the exchange first, then the network.
    const std::vector offered = {range("10.1.0.1", "10.1.0.1", 6, 80, 80), network("10.1.0.0/16")};
    EXPECT_EQ(narrow(offered, {network("10.0.0.0/8")}), (std::vector{network("10.1.0.0/16")}));
}

TEST(Narrow, StaysWithinWhatAnAnswerCanCarry) {
    std::vector<TrafficSelector> offered;
    std::vector<TrafficSelector> wanted;
    for (unsigned i = 0; i < 20; ++i) {
        const auto port = static_cast<uint16_t>(i);
        const auto octet = static_cast<uint8_t>(i);
        offered.push_back(range("10.0.0.0", "10.255.255.255", 6, port, port));
        wanted.push_back(*TrafficSelector::make(IpAddress::from_bytes(Bytes{10, octet, 0, 0}),
                                                IpAddress::from_bytes(Bytes{10, octet, 0, 9})));
    }
    EXPECT_EQ(narrow(offered, wanted).size(), limits::kSelectorsPerPayload);
}

}  // namespace
}  // namespace hawser::ike
