// SPDX-License-Identifier: BSD-2-Clause
// Refusals that need more than one key in view, the kernel, or key files.
#include "tests/unit/loader/config/fixture.h"

namespace hawser::loader {
namespace {

using ChecksTest = ConfigTest;

TEST_F(ChecksTest, AMissingInterfaceIsRefusedUnlessItMayComeLater) {
    const std::string text = with(kGood, "interface = \"eth2\"", "interface = \"eth9\"");
    expect_refused(text,
                   {"hawser.toml:10:13: error: uplink 'wan2': there is no interface 'eth9' (`ip -br link`"});
    expect_warned(with(text, "bandwidth = \"250Mbit\"", "bandwidth = \"250Mbit\"\nhotplug = true"),
                  {"hawser.toml:10:13: warning: uplink 'wan2': there is no interface 'eth9'"});
    expect_refused(with(kGood, "interfaces = [\"eth0\"]", "interfaces = [\"lan9\"]"),
                   {"hawser.toml:13:15: error: [lan]: there is no interface 'lan9'"});
}

TEST_F(ChecksTest, AnAddressThatTheInterfaceLacksIsAWarning) {
    expect_warned(with(kGood, "address = \"198.51.100.2\"", "address = \"198.51.100.9\""),
                  {"hawser.toml:5:11: warning: interface eth1 does not have the address 198.51.100.9"});
    interfaces_["eth2"].addresses.clear();
    expect_warned(kGood,
                  {"hawser.toml:8:1: warning: uplink 'wan2': interface eth2 has no global address yet"});
}

TEST_F(ChecksTest, OverlappingNetworksNameBothLines) {
    expect_refused(kGood + with(kSecondPeer, "10.3.0.0/16", "10.2.128.0/17"),
                   {"hawser.toml:30:13: error: network 10.2.128.0/17 of peer 'dc' overlaps 10.2.0.0/16 of "
                    "peer 'pop' in line 16"});
    expect_refused(kGood + with(kSecondPeer, "\"10.3.0.0/16\"", "\"10.3.0.0/16\", \"10.2.0.0/16\""),
                   {"overlaps", "in line 16"});
}

TEST_F(ChecksTest, TheDefaultRouteTakesWhatOthersLeave) {
    const std::string rest = with(kSecondPeer, "10.3.0.0/16", "0.0.0.0/0");
    EXPECT_TRUE(parse(kGood + rest).config);
    expect_refused(with(kGood, "10.2.0.0/16", "0.0.0.0/0") + rest,
                   {"network 0.0.0.0/0 of peer 'dc' overlaps 0.0.0.0/0"});
}

TEST_F(ChecksTest, ANetworkIsOnOneSide) {
    expect_refused(with(kGood, "local_networks = [\"10.1.0.0/16\"]", "local_networks = [\"10.2.0.0/16\"]"),
                   {"hawser.toml:16:13: error: network 10.2.0.0/16 of peer 'pop' is also in its "
                    "local_networks (line 17)"});
    expect_refused(with(kGood, "local_networks = [\"10.1.0.0/16\"]", "local_networks = [\"2001:db8::/32\"]"),
                   {"networks and local_networks of peer 'pop' have no family in common"});
    expect_refused(with(kGood, "[\"10.2.0.0/16\"]", "[\"10.2.0.0/16\", \"10.2.0.0/16\"]"),
                   {"is listed twice"});
}

TEST_F(ChecksTest, NamesAreUnique) {
    expect_refused(with(kGood, "name = \"wan2\"", "name = \"wan1\""),
                   {"hawser.toml:9:8: error: two uplinks are named 'wan1'; the other is in line 3"});
    expect_refused(kGood + with(kSecondPeer, "\"dc\"", "\"pop\""),
                   {"hawser.toml:29:8: error: two peers are named 'pop'; the other is in line 15"});
    expect_refused(with(kGood, "203.0.113.20", "203.0.113.10"), {"has the endpoint '203.0.113.10' twice"});
}

TEST_F(ChecksTest, UplinksDoNotShareAnAddress) {
    expect_refused(with(kGood, "interface = \"eth2\"", "interface = \"eth1\""),
                   {"uplinks 'wan2' and 'wan1' (line 2) have the same address"});
    expect_refused(
        with(kGood, "address = \"198.51.100.2\"", "address = [\"198.51.100.2\", \"198.51.100.3\"]"),
        {"has a second IPv4 address", "make another [[uplink]]"});
}

TEST_F(ChecksTest, AnUnknownUplinkIsSuggested) {
    expect_refused(
        with(kGood, "[\"wan1\", \"wan2\"]", "[\"wan1\", \"wna2\"]"),
        {"hawser.toml:19:20: error: peer 'pop': there is no uplink 'wna2' (did you mean 'wan2'?)"});
    expect_refused(with(kGood, "[\"wan1\", \"wan2\"]", "[\"wan1\", \"wan1\"]"),
                   {"uplink 'wan1' is named twice"});
}

TEST_F(ChecksTest, AnEndpointNeedsAnUplinkOfItsFamily) {
    expect_refused(with(kGood, "203.0.113.20", "2001:db8::20"),
                   {"hawser.toml:18:44: error: no uplink of peer 'pop' has an IPv6 address for the endpoint "
                    "2001:db8::20"});
    interfaces_["eth2"].addresses = {address("2001:db8:2::2")};
    const LoadOutcome outcome = parse(with(kGood, "203.0.113.20", "2001:db8::20"));
    ASSERT_TRUE(outcome.config) << report(outcome);
    ASSERT_EQ(outcome.config->peers[0].tunnels.size(), 2u);
    EXPECT_EQ(outcome.config->peers[0].tunnels[1].name, "pop/wan2/2");
}

TEST_F(ChecksTest, AnAddressThatMayComeLaterMakesATunnelNow) {
    interfaces_["eth2"].addresses = {address("2001:db8:2::2")};
    const LoadOutcome outcome = parse(kGood);
    ASSERT_TRUE(outcome.config) << report(outcome);
    EXPECT_EQ(outcome.config->peers[0].tunnels.size(), 4u);
    EXPECT_PRED2(contains, report(outcome),
                 "uplink 'wan2' has no IPv4 address now for the endpoint 203.0.113.10");
}

TEST_F(ChecksTest, ProbesMustFitTheSelectors) {
    expect_refused(with(kGood, "target = \"10.2.0.1\"", "target = \"10.9.0.1\""),
                   {"hawser.toml:26:10: error: probe target 10.9.0.1 is outside the networks of peer 'pop' "
                    "(choose an address in 10.2.0.0/16)"});
    expect_refused(with(kGood, "type = \"icmp\"", "source = \"10.2.0.7\""),
                   {"hawser.toml:25:10: error: probe source 10.2.0.7 is outside the local_networks"});
    expect_refused(with(kGood, "target = \"10.2.0.1\"\n", ""),
                   {"hawser.toml:24:1: error: the probe of peer 'pop' has no 'target'"});
}

TEST_F(ChecksTest, OneMistakeThatAllTunnelsInheritIsReportedOnce) {
    const LoadOutcome outcome = parse(with(kGood, "target = \"10.2.0.1\"", "target = \"10.9.0.1\""));
    EXPECT_EQ(outcome.diagnostics.size(), 1u) << report(outcome);
}

TEST_F(ChecksTest, ProbeFiguresMustMakeSense) {
    expect_warned(kGood + "timeout = \"500ms\"\n",
                  {"hawser.toml:28:11: warning: probe timeout 500ms is longer than the interval 200ms"});
    expect_refused(kGood + "timeout = \"20s\"\n",
                   {"hawser.toml:28:11: error: probe timeout 20s is longer than 64 intervals"});
    expect_refused(kGood + "lost = 5\nwindow = 4\n",
                   {"hawser.toml:29:10: error: 'lost' is 5 of a 'window' of 4"});
}

TEST_F(ChecksTest, NoProbeIsSaidAloudUnlessItIsMeant) {
    const std::string without = kGood.substr(0, kGood.find("[peer.probe]"));
    expect_warned(without, {"hawser.toml:14:1: warning: peer 'pop' has no [peer.probe]: only IKE tells"});
    const LoadOutcome meant = parse(without + "[peer.probe]\ntype = \"none\"\n");
    ASSERT_TRUE(meant.config);
    EXPECT_EQ(report(meant), "");
    EXPECT_TRUE(meant.config->peers[0].tunnels[0].probes.empty());
}

TEST_F(ChecksTest, FailOpenIsWarnedOf) {
    expect_warned(with(kGood, "uplinks = [", "fail = \"open\"\nuplinks = ["),
                  {"hawser.toml:19:1: warning: packets to the networks of peer 'pop' leave in the clear"});
}

TEST_F(ChecksTest, ATimeForFailbackNeedsFailbackThatTakesTime) {
    expect_refused(with(kGood, "uplinks = [", "failback_after = \"1m\"\nuplinks = ["),
                   {"hawser.toml:19:18: error: 'failback_after' is for failback = \"drain\" alone"});
    const LoadOutcome drain =
        parse(with(kGood, "uplinks = [", "failback = \"drain\"\nfailback_after = \"1m\"\nuplinks = ["));
    ASSERT_TRUE(drain.config) << report(drain);
    EXPECT_EQ(drain.config->peers[0].failback, FailbackChoice::kDrain);
    EXPECT_EQ(drain.config->peers[0].failback_after, std::chrono::minutes(1));
}

TEST_F(ChecksTest, FastForwardingNeedsALan) {
    const std::string text = with(kGood, "[lan]\ninterfaces = [\"eth0\"]\n", "");
    EXPECT_TRUE(parse(text).config);
    expect_refused(with(text, "\"auto\"", "\"fast\""),
                   {"hawser.toml:1:14: error: forwarding = \"fast\" needs a [lan]"});
    expect_refused(with(kGood, "interfaces = [\"eth0\"]", "interfaces = [\"eth1\"]"),
                   {"is the uplink 'wan1' (line 4) and cannot be a LAN too"});
}

TEST_F(ChecksTest, TooManyTunnelsOfAPeer) {
    std::string endpoints;
    for (int i = 1; i <= 9; ++i)
        endpoints += "{ address = \"203.0.113." + std::to_string(i) + "\" },";
    expect_refused(with(kGood, "{ address = \"203.0.113.10\" },", endpoints),
                   {"peer 'pop' has 20 tunnels", "at most 16"});
}

TEST_F(ChecksTest, InterfaceNamesDoNotCollide) {
    expect_refused(kGood + with(kSecondPeer, "\"dc\"", "\"pop-wan1\"") + "[[peer.tunnel]]\nuplink=\"wan3\"\n",
                   {"peer 'pop-wan1' has no uplink 'wan3'"});
}

}  // namespace
}  // namespace hawser::loader
