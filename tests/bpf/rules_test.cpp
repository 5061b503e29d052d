// SPDX-License-Identifier: BSD-2-Clause
// Which flows have a rule, and what it does to the choice of their tunnel.
#include <arpa/inet.h>

#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

constexpr uint16_t kVoicePort = 5060;

hw_match match_all(uint32_t rule) {
    hw_match match{};
    match.rule = rule;
    match.local_port_last = match.remote_port_last = 65535;
    return match;
}

hw_match match_port(uint32_t rule, uint16_t port) {
    hw_match match = match_all(rule);
    match.protocol = 17;
    match.remote_port_first = match.remote_port_last = port;
    return match;
}

/// Three tunnels in the first tier; rule 1 is for UDP to port 5060, and prefers tunnel 2.
class RulesTest : public DataPlaneTest {
 protected:
    void SetUp() override {
        DataPlaneTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        make_tunnels(3);
        plane_->set_rule(1, {2});
        plane_->add_match(match_port(1, kVoicePort));
    }

    static Flow voice(unsigned n) {
        Flow flow = RulesTest::flow(n);
        flow.remote_port = kVoicePort;
        return flow;
    }
    /// What the daemon does after it has changed what pins have to know of.
    void raise_generation() {
        plane_->change_config([](hw_config& config) { ++config.generation; });
    }
    uint32_t tunnel_of_new(const Flow& flow) {
        leave(flow);
        return plane_->pinned(flow);
    }
    /// How many of 60 flows each tunnel takes.
    std::map<uint32_t, unsigned> spread_of_voice(unsigned first = 0) {
        std::map<uint32_t, unsigned> spread;
        for (unsigned n = first; n < first + 60; ++n)
            ++spread[tunnel_of_new(voice(n))];
        return spread;
    }
};

TEST_F(RulesTest, FlowsThatFitTakeTheRulesTunnelOthersAreBalanced) {
    EXPECT_EQ(spread_of_voice(), (std::map<uint32_t, unsigned>{{2, 60}}));
    EXPECT_EQ(pin(voice(3)).rule, 1);
    std::map<uint32_t, unsigned> others;
    for (unsigned n = 0; n < 60; ++n) {
        Flow other = flow(n);
        other.remote_port = 443;
        ++others[tunnel_of_new(other)];
        EXPECT_EQ(pin(other).rule, 0);
    }
    EXPECT_EQ(others.size(), 3u);
}

TEST_F(RulesTest, SeveralTunnelsOfARuleShareItsFlows) {
    plane_->set_rule(1, {1, 3});
    const auto spread = spread_of_voice();
    EXPECT_EQ(spread.count(2), 0u);
    EXPECT_GT(spread.at(1), 15u);
    EXPECT_GT(spread.at(3), 15u);
}

TEST_F(RulesTest, TheFirstMatchThatFitsCounts) {
    plane_->set_rule(2, {3});
    plane_->add_match(match_all(2));
    EXPECT_EQ(tunnel_of_new(voice(1)), 2u);
    Flow other = flow(2);
    other.remote_port = 443;
    EXPECT_EQ(tunnel_of_new(other), 3u);
    EXPECT_EQ(pin(other).rule, 2);
}

TEST_F(RulesTest, WithoutATunnelOfItsOwnTheNormalBalanceDecides) {
    plane_->set_rule(1, {});
    EXPECT_EQ(spread_of_voice().size(), 3u);
    EXPECT_EQ(pin(voice(3)).rule, 1) << "it has the rule nevertheless";
}

TEST_F(RulesTest, ATunnelThatIsNotAsGoodAsTheBestIsNotPreferred) {
    plane_->set_state(2, HW_TUNNEL_DEGRADED);
    EXPECT_EQ(spread_of_voice().count(2), 0u);
    plane_->set_state(2, HW_TUNNEL_DOWN);
    EXPECT_EQ(spread_of_voice(100).count(2), 0u);
    plane_->set_state(2, HW_TUNNEL_UP);
    EXPECT_EQ(spread_of_voice(200), (std::map<uint32_t, unsigned>{{2, 60}}));
}

TEST_F(RulesTest, AFlowWhoseTunnelDiesTakesAnotherOfItsRule) {
    plane_->set_rule(1, {2, 3});
    plane_->set_state(3, HW_TUNNEL_DOWN);
    EXPECT_EQ(tunnel_of_new(voice(1)), 2u);
    plane_->set_state(3, HW_TUNNEL_UP);
    plane_->set_state(2, HW_TUNNEL_DOWN);
    leave(voice(1));
    EXPECT_EQ(plane_->pinned(voice(1)), 3u);
    EXPECT_EQ(plane_->drops(HW_DROP_NO_RING), 0u);
}

TEST_F(RulesTest, LiveFlowsStayWhereNothingSaysOtherwise) {
    EXPECT_EQ(tunnel_of_new(voice(1)), 2u);
    plane_->set_rule(1, {3});
    raise_generation();
    leave(voice(1));
    EXPECT_EQ(plane_->pinned(voice(1)), 2u);
    EXPECT_EQ(tunnel_of_new(voice(2)), 3u) << "new ones do not";
}

TEST_F(RulesTest, LiveFlowsMoveWhereTheRuleSaysSo) {
    EXPECT_EQ(tunnel_of_new(voice(1)), 2u);
    plane_->set_rule(1, {3}, HW_RULE_MOVES);
    leave(voice(1));
    EXPECT_EQ(plane_->pinned(voice(1)), 2u) << "they are asked with the next generation";
    raise_generation();
    leave(voice(1));
    EXPECT_EQ(plane_->pinned(voice(1)), 3u);
    EXPECT_EQ(pin(voice(1)).moves, 1u);
    leave(voice(1));
    EXPECT_EQ(pin(voice(1)).moves, 1u);
}

TEST_F(RulesTest, AReplyThatComesFirstDoesNotAnswerForTheRule) {
    EXPECT_EQ(tunnel_of_new(voice(1)), 2u);
    plane_->set_rule(1, {3}, HW_RULE_MOVES);
    raise_generation();
    ASSERT_EQ(plane_->tunnel(2, voice(1).incoming()).verdict, TC_ACT_REDIRECT);
    ASSERT_EQ(pin(voice(1)).packets_in, 1u);
    leave(voice(1));
    EXPECT_EQ(plane_->pinned(voice(1)), 3u);
}

TEST_F(RulesTest, LiveFlowsDoNotMoveForNothing) {
    EXPECT_EQ(tunnel_of_new(voice(1)), 2u);
    plane_->set_rule(1, {}, HW_RULE_MOVES);
    raise_generation();
    leave(voice(1));
    EXPECT_EQ(plane_->pinned(voice(1)), 2u) << "no tunnel is within the limits";
    plane_->set_rule(1, {3}, HW_RULE_MOVES);
    plane_->set_state(3, HW_TUNNEL_DEGRADED);
    raise_generation();
    leave(voice(1));
    EXPECT_EQ(plane_->pinned(voice(1)), 2u) << "the normal balance is no reason to leave";
}

TEST_F(RulesTest, FlowsThatThePeerOpensHaveNoRule) {
    arrive(1, voice(1));
    plane_->set_rule(1, {2}, HW_RULE_MOVES);
    raise_generation();
    leave(voice(1));
    EXPECT_EQ(plane_->pinned(voice(1)), 1u);
    EXPECT_EQ(pin(voice(1)).rule, 0);
}

TEST_F(RulesTest, AfterAChangeOfRulesLiveFlowsHaveTheNewOnes) {
    Flow other = flow(1);
    other.remote_port = 443;
    leave(other);
    EXPECT_EQ(pin(other).rule, 0);
    plane_->set_rule(2, {3});
    plane_->add_match(match_port(2, 443));
    raise_generation();
    leave(other);
    EXPECT_EQ(pin(other).rule, 2);
}

TEST_F(RulesTest, AddressesProtocolAndPortsAllHaveToFit) {
    plane_->set_rule(2, {3});
    hw_match match = match_all(2);
    match.family = 4;
    match.protocol = 6;
    match.local_port_first = 1000;
    match.local_port_last = 2000;
    const auto set = [](hw_u8* address, hw_u8* mask, const char* text, int bytes) {
        inet_pton(AF_INET, text, address);
        std::fill_n(mask, bytes, 0xff);
    };
    set(match.local_addr, match.local_mask, "10.1.0.0", 3);
    set(match.remote_addr, match.remote_mask, "10.2.7.0", 3);
    plane_->add_match(match);
    Flow fits{
        .local = "10.1.0.77", .remote = "10.2.7.1", .protocol = 6, .local_port = 1000, .remote_port = 80};
    EXPECT_EQ(tunnel_of_new(fits), 3u);
    for (const auto& change : std::vector<std::function<void(Flow&)>>{
             [](Flow& flow) { flow.local = "10.1.1.77"; }, [](Flow& flow) { flow.remote = "10.2.8.1"; },
             [](Flow& flow) { flow.protocol = 17; }, [](Flow& flow) { flow.local_port = 999; },
             [](Flow& flow) { flow.local_port = 2001; }}) {
        Flow differs = fits;
        change(differs);
        leave(differs);
        EXPECT_EQ(pin(differs).rule, 0) << differs.local << " " << differs.remote;
    }
}

TEST_F(RulesTest, Ipv6NetworksAndCodePoints) {
    plane_->set_rule(2, {3});
    hw_match match = match_all(2);
    match.family = 6;
    match.dscp = uint64_t{1} << 46;
    inet_pton(AF_INET6, "2001:db8:2::", match.remote_addr);
    std::fill_n(match.remote_mask, 6, 0xff);
    plane_->add_match(match);
    const Flow plain = Flow::number(Family::kIpv6, "udp", 1);
    leave(plain);
    EXPECT_EQ(pin(plain).rule, 0);
    const Flow marked = Flow::number(Family::kIpv6, "udp", 2);
    Packet packet = marked.outgoing();
    Bytes bytes = packet;
    bytes[14] = static_cast<uint8_t>(bytes[14] | 46 >> 2);
    bytes[15] = static_cast<uint8_t>(bytes[15] | (46 & 3) << 6);
    ASSERT_EQ(plane_->lan(bytes).verdict, TC_ACT_REDIRECT);
    EXPECT_EQ(pin(marked).rule, 2);
    EXPECT_EQ(plane_->pinned(marked), 3u);
}

TEST_F(RulesTest, ManyMatchesAreAllLookedAt) {
    plane_->set_rule(2, {3});
    for (uint16_t port = 1; port < HW_MAX_MATCHES; ++port)
        plane_->add_match(match_port(2, port));
    Flow last = flow(1);
    last.remote_port = HW_MAX_MATCHES - 1;
    EXPECT_EQ(tunnel_of_new(last), 3u);
    EXPECT_EQ(pin(last).rule, 2);
}

}  // namespace
}  // namespace hawser::bpf
