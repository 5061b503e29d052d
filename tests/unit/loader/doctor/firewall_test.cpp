// SPDX-License-Identifier: BSD-2-Clause
// The firewall as `nft -j` tells it, and what becomes of IKE and ESP in it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include "loader/doctor/parse.h"
#include "loader/doctor/verdict.h"
#include "tests/unit/loader/doctor/sample.h"

namespace hawser::loader::doctor {
namespace {

using ::testing::HasSubstr;

/// A ruleset of one table `inet filter` from its chains and rules, each rule an `expr` list as nft prints it.
class Ruleset {
 public:
    Ruleset& chain(const std::string& name, const std::string& hook = {},
                   const std::string& policy = "accept") {
        add(R"({"chain":{"family":"inet","table":"filter","name":")" + name + R"(")" +
            (hook.empty()
                 ? ""
                 : R"(,"type":"filter","hook":")" + hook + R"(","prio":0,"policy":")" + policy + R"(")") +
            "}}");
        return *this;
    }
    Ruleset& rule(const std::string& chain, const std::string& expr) {
        add(R"({"rule":{"family":"inet","table":"filter","chain":")" + chain + R"(","expr":[)" + expr +
            "]}}");
        return *this;
    }
    [[nodiscard]] std::vector<FirewallChain> parse() const {
        const auto chains = parse_nftables(R"({"nftables":[)" + items_ + "]}");
        EXPECT_TRUE(chains.ok());
        return chains ? *chains : std::vector<FirewallChain>{};
    }

 private:
    void add(const std::string& item) { items_ += (items_.empty() ? "" : ",") + item; }
    std::string items_;
};

constexpr const char* kUdp500 =
    R"({"match":{"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":{"set":[500,4500]}}})";
constexpr const char* kEsp = R"({"match":{"op":"==","left":{"meta":{"key":"l4proto"}},"right":"esp"}})";
constexpr const char* kFromWan1 = R"({"match":{"op":"==","left":{"meta":{"key":"iifname"}},"right":"eth1"}})";
constexpr const char* kAccept = R"({"accept":null})";
constexpr const char* kDrop = R"({"drop":null})";
constexpr ProbePacket kIkePacket{IPPROTO_UDP, 500};
constexpr ProbePacket kEspPacket{IPPROTO_ESP, 0};

std::string both(const std::string& first, const std::string& second) {
    return first + "," + second;
}

TEST(Verdict, PassesWhereThereIsNoRule) {
    const auto chains = Ruleset().chain("input", "input").parse();
    EXPECT_EQ(fate_in(chains[0], chains, kIkePacket), Fate::kPasses);
}

TEST(Verdict, ADropForItsPortDropsItAndNothingElse) {
    const auto chains = Ruleset().chain("input", "input").rule("input", both(kUdp500, kDrop)).parse();
    EXPECT_EQ(fate_in(chains[0], chains, kIkePacket), Fate::kDropped);
    EXPECT_EQ(fate_in(chains[0], chains, {IPPROTO_UDP, 53}), Fate::kPasses);
    EXPECT_EQ(fate_in(chains[0], chains, {IPPROTO_TCP, 500}), Fate::kPasses);
    EXPECT_EQ(fate_in(chains[0], chains, kEspPacket), Fate::kPasses);
}

TEST(Verdict, APolicyOfDropNeedsAnAccept) {
    const auto chains =
        Ruleset().chain("input", "input", "drop").rule("input", both(kUdp500, kAccept)).parse();
    EXPECT_EQ(fate_in(chains[0], chains, kIkePacket), Fate::kPasses);
    EXPECT_EQ(fate_in(chains[0], chains, kEspPacket), Fate::kDropped);
}

TEST(Verdict, AnAcceptWithAConditionMayBeEnough) {
    const auto chains =
        Ruleset().chain("input", "input", "drop").rule("input", both(kEsp, both(kFromWan1, kAccept))).parse();
    EXPECT_EQ(fate_in(chains[0], chains, kEspPacket), Fate::kMaybeDropped);
}

TEST(Verdict, WhatIsForKnownConnectionsAndTheMachineItselfLetsNoStrangerIn) {
    const char* established =
        R"({"match":{"op":"in","left":{"ct":{"key":"state"}},"right":["established","related"]}})";
    const char* loopback = R"({"match":{"op":"==","left":{"meta":{"key":"iifname"}},"right":"lo"}})";
    const char* icmp =
        R"({"match":{"op":"==","left":{"meta":{"key":"l4proto"}},"right":{"set":["icmp","ipv6-icmp"]}}})";
    const auto chains = Ruleset()
                            .chain("input", "input", "drop")
                            .rule("input", both(established, kAccept))
                            .rule("input", both(loopback, kAccept))
                            .rule("input", both(icmp, kAccept))
                            .parse();
    EXPECT_EQ(fate_in(chains[0], chains, kEspPacket), Fate::kDropped);
    EXPECT_EQ(fate_in(chains[0], chains, {IPPROTO_ICMP, 0}), Fate::kPasses);
}

TEST(Verdict, FollowsJumps) {
    const auto chains = Ruleset()
                            .chain("input", "input", "drop")
                            .chain("vpn")
                            .rule("input", R"({"jump":{"target":"vpn"}})")
                            .rule("vpn", both(kEsp, kAccept))
                            .parse();
    EXPECT_EQ(fate_in(chains[0], chains, kEspPacket), Fate::kPasses);
    EXPECT_EQ(fate_in(chains[0], chains, kIkePacket), Fate::kDropped);
}

TEST(Verdict, EndsWhereChainsJumpInACircle) {
    FirewallChain chain{
        .family = "inet", .table = "filter", .name = "input", .hook = "input", .policy_drop = true};
    FirewallRule jump;
    jump.verdict = FirewallRule::Verdict::kJump;
    jump.target = "input";
    chain.rules = {jump};
    EXPECT_EQ(fate_in(chain, {chain}, kEspPacket), Fate::kDropped);
}

TEST(Doctor, NamesTheChainThatDropsEsp) {
    Facts facts = healthy();
    facts.firewall = Ruleset().chain("input", "input", "drop").rule("input", both(kUdp500, kAccept)).parse();
    const Findings findings = found(facts);
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].check, "firewall_blocks");
    EXPECT_THAT(findings[0].what, HasSubstr("inet filter input drops ESP"));
    EXPECT_THAT(findings[0].remedy, HasSubstr("nft insert rule inet filter input meta l4proto esp accept"));
}

TEST(Doctor, FindsRulesThatAskForIpsec) {
    for (const char* expression :
         {R"({"match":{"op":"==","left":{"meta":{"key":"secpath"}},"right":1}})",
          R"({"match":{"op":"==","left":{"ipsec":{"key":"reqid","dir":"in","spnum":0}},"right":1}})",
          R"({"xt":{"type":"match","name":"policy"}})"}) {
        Facts facts = healthy();
        facts.firewall = Ruleset().chain("input", "input").rule("input", both(expression, kAccept)).parse();
        const Findings findings = found(facts);
        ASSERT_EQ(findings.size(), 1u) << expression;
        EXPECT_EQ(findings[0].check, "firewall_ipsec");
    }
}

TEST(Doctor, SaysWhichRulesFastSkips) {
    Facts facts = healthy();
    facts.firewall = Ruleset().chain("forward", "forward", "drop").parse();
    EXPECT_EQ(found(facts, "firewall_skipped").size(), 1u);
    facts.status->forwarding.mode = "stack";
    EXPECT_TRUE(found(facts, "firewall_skipped").empty());
}

TEST(ParseNftables, RefusesWhatIsNoList) {
    EXPECT_FALSE(parse_nftables("").ok());
    EXPECT_FALSE(parse_nftables("[1,2]").ok());
}

TEST(ParseNftables, UnderstandsRangesAndTakesANamedSetForACondition) {
    const auto chains =
        Ruleset()
            .chain("input", "input")
            .rule(
                "input",
                both(
                    R"({"match":{"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":{"range":[400,600]}}})",
                    kDrop))
            .rule(
                "input",
                both(
                    R"({"match":{"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":"@ports"}})",
                    kDrop))
            .parse();
    EXPECT_EQ(fate_in(chains[0], chains, kIkePacket), Fate::kDropped);
    EXPECT_EQ(fate_in(chains[0], chains, {IPPROTO_UDP, 4500}), Fate::kPasses);
    EXPECT_TRUE(chains[0].rules[1].otherwise_limited);
}

}  // namespace
}  // namespace hawser::loader::doctor
