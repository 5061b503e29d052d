// SPDX-License-Identifier: BSD-2-Clause
// Tags, rules, and what a peer's tunnels are left or weighed for.
#include "tests/unit/loader/config/fixture.h"

namespace hawser::loader {
namespace {

using Names = std::vector<std::string>;

class PolicyTest : public ConfigTest {
 protected:
    PeerConfig peer(const std::string& text) {
        const LoadOutcome outcome = parse(text);
        EXPECT_TRUE(outcome.config) << report(outcome);
        return outcome.config ? outcome.config->peers[0] : PeerConfig{};
    }
    static std::string in_peer(const std::string& line) {
        return with(kGood, "uplinks = [", line + "\nuplinks = [");
    }
    static std::string with_rule(const std::string& lines) {
        return kGood + "[[peer.rule]]\nname = \"voice\"\n" + lines;
    }
    RuleConfig rule(const std::string& lines) {
        const PeerConfig found = peer(with_rule(lines));
        return found.rules.empty() ? RuleConfig{} : found.rules[0];
    }
};

TEST_F(PolicyTest, ATunnelHasTheTagsOfAllThatItIsMadeOf) {
    std::string text = in_peer("tags = [\"site\"]");
    text = with(text, "interface = \"eth1\"", "interface = \"eth1\"\ntags = [\"isp-a\", \"fibre\"]");
    text = with(text, "tier = 2", "tier = 2, tags = \"dc2\"");
    text += "[[peer.tunnel]]\nuplink = \"wan2\"\ntags = [\"metered\"]\n";
    const PeerConfig found = peer(text);
    EXPECT_EQ(found.tags, (Names{"site"}));
    EXPECT_EQ(found.tunnels[0].tags, (Names{"fibre", "isp-a", "site"}));
    EXPECT_EQ(found.tunnels[1].tags, (Names{"metered", "site"}));
    EXPECT_EQ(found.tunnels[2].tags, (Names{"dc2", "fibre", "isp-a", "site"}));
    EXPECT_EQ(found.tunnels[3].tags, (Names{"dc2", "metered", "site"}));
}

TEST_F(PolicyTest, TagsAreNames) {
    expect_refused(in_peer("tags = [\"isp a\"]"), {"'isp a' is no tag"});
    expect_refused(in_peer("tags = [\"a\", \"a\"]"), {"the tag 'a' is given twice"});
}

TEST_F(PolicyTest, LossThatATunnelIsLeftFor) {
    EXPECT_EQ(peer(kGood).failover_loss, 0);
    const PeerConfig found = peer(in_peer("failover_loss = \"30%\"\nfailback_clear = \"2m\""));
    EXPECT_EQ(found.failover_loss, 30);
    EXPECT_EQ(found.failback_clear, std::chrono::minutes(2));
    EXPECT_EQ(peer(in_peer("failover_loss = \"0.5%\"")).failback_clear, std::chrono::minutes(5));
    expect_refused(in_peer("failover_loss = \"30\""), {"'30' is not a percentage"});
    expect_refused(in_peer("failover_loss = \"130%\""), {"'130%' is not a percentage"});
    expect_refused(in_peer("failover_loss = \"0%\""), {"for every lost probe"});
    expect_refused(in_peer("failback_clear = \"2m\""), {"'failback_clear' is for 'failover_loss' alone"});
    expect_refused(
        with(in_peer("failover_loss = \"30%\""), "target = \"10.2.0.1\"\ninterval = \"200ms\"\n", ""),
        {"tunnel 'pop/wan1' has no probes"});
}

TEST_F(PolicyTest, WeightsByLoadNeedBandwidths) {
    EXPECT_FALSE(peer(kGood).weight_by_load);
    const PeerConfig found = peer(in_peer("weight = \"auto\""));
    EXPECT_TRUE(found.weight_by_load);
    EXPECT_EQ(found.tunnels[0].weight, 4U) << "by bandwidth, while there is no load";
    expect_refused(with(in_peer("weight = \"auto\""), "bandwidth = \"250Mbit\"\n", ""),
                   {"weight = \"auto\" of peer 'pop': uplink 'wan2' has no bandwidth"});
}

TEST_F(PolicyTest, ARuleAsWritten) {
    const RuleConfig found = rule(
        "networks = [\"10.2.5.0/24\"]\nprotocol = [\"udp\", \"tcp\"]\nports = [\"5060\", \"16384-32767\"]\n"
        "dscp = [\"ef\", \"34\"]\nuplinks = [\"wan2\"]\nmax_loss = \"1%\"\nmax_delay = \"150ms\"\nmax_jitter "
        "= "
        "\"30ms\"\nmove = true\n");
    EXPECT_EQ(found.name, "voice");
    EXPECT_EQ(found.networks, (std::vector{*IpPrefix::parse("10.2.5.0/24")}));
    EXPECT_EQ(found.protocols, (std::vector<uint8_t>{17, 6}));
    EXPECT_EQ(found.ports, (std::vector<PortRange>{{5060, 5060}, {16384, 32767}}));
    EXPECT_EQ(found.dscp, uint64_t{1} << 46 | uint64_t{1} << 34);
    EXPECT_EQ(found.uplinks, (Names{"wan2"}));
    EXPECT_EQ(found.limits.loss_pct, 1.0);
    EXPECT_EQ(found.limits.delay, std::chrono::milliseconds(150));
    EXPECT_EQ(found.limits.jitter, std::chrono::milliseconds(30));
    EXPECT_TRUE(found.move);
}

TEST_F(PolicyTest, ARuleThatCanNeverBeMeantIsRefused) {
    expect_refused(with_rule("protocol = \"udp\"\n"), {"rule 'voice' asks for nothing"});
    expect_refused(with_rule("ports = \"5060\"\nuplinks = \"wan2\"\n"), {"ports without a protocol"});
    expect_refused(with_rule("protocol = \"icmp\"\nports = \"8\"\nuplinks = \"wan2\"\n"),
                   {"ports without a protocol"});
    expect_refused(with_rule("uplinks = \"wan2\"\nmove = true\n"), {"'move' needs a limit"});
    expect_refused(with_rule("networks = [\"10.9.0.0/24\"]\nuplinks = \"wan2\"\n"),
                   {"10.9.0.0/24 is not inside the networks of peer 'pop'"});
    expect_refused(with_rule("uplinks = \"wan3\"\n"), {"no tunnel by an uplink 'wan3'"});
    expect_refused(with_rule("uplinks = \"wan2\"\nprotocol = \"upd\"\n"),
                   {"'upd' is neither a name nor a number", "udp"});
    expect_refused(with_rule("uplinks = \"wan2\"\nprotocol = \"udp\"\nports = \"9-3\"\n"),
                   {"'9-3' is no port"});
    expect_refused(
        with_rule("uplinks = \"wan2\"\n") + "[[peer.rule]]\nname = \"voice\"\nuplinks = \"wan1\"\n",
        {"peer 'pop' has two rules 'voice'"});
    expect_refused(
        with(with_rule("max_loss = \"1%\"\n"), "target = \"10.2.0.1\"\ninterval = \"200ms\"\n", ""),
        {"no tunnel of peer 'pop' is probed"});
}

TEST_F(PolicyTest, CombinationsAreBounded) {
    std::string ports;
    for (int port = 1; port <= 65; ++port)
        ports += (port == 1 ? "\"" : ", \"") + std::to_string(port) + "\"";
    expect_refused(with_rule("protocol = \"udp\"\nuplinks = \"wan2\"\nports = [" + ports + "]\n"),
                   {"65 combinations of networks, protocols and ports"});
}

}  // namespace
}  // namespace hawser::loader
