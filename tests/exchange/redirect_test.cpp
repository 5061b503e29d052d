// SPDX-License-Identifier: BSD-2-Clause
// RFC 5685: gateways that send their initiators to another gateway, and initiators that follow.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ike/engine/redirect_policy.h"
#include "ike/engine/redirect_trail.h"
#include "ike/wire/notify_data.h"
#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

const IpAddress kOther = IpAddress::parse("203.0.113.20").value();

class Policy final : public RedirectPolicy {
 public:
    std::optional<GatewayIdentity> redirect(const RedirectCandidate& initiator) override {
        asked.push_back(initiator);
        return decide(initiator);
    }
    std::function<std::optional<GatewayIdentity>(const RedirectCandidate&)> decide;
    std::vector<RedirectCandidate> asked;
};

/// The right side is two gateways of one identity: connection 1 at its first address, which the left side
/// knows, and connection 2 at another one.
class Redirect : public testing::Test {
 protected:
    Redirect() { options.redirect_policy = &policy; }
    void make(uint64_t seed = 1) {
        pair.emplace(seed, options);
        pair->link.right.more_addresses = {kOther};
    }
    void start() {
        pair->start();
        ConnectionConfig other = pair->right;
        other.id = ConnectionId(2);
        other.name = "branch/wan2";
        other.local_address = kOther;
        ASSERT_TRUE(pair->link.right.endpoint->add(other, pair->link.now).ok());
    }
    bool left_is_up_at(const IpAddress& gateway, Duration limit = 60s) {
        return pair->link.run_until(
            [&] { return pair->link.left.is_up() && pair->link.left.status().remote_host == gateway; },
            limit);
    }
    /// One tunnel, to the other gateway, and nothing left of the way there.
    void expect_settled_at_other() {
        ASSERT_TRUE(left_is_up_at(kOther));
        pair->link.run_for(2min);
        EXPECT_EQ(pair->link.left.status().remote_host, kOther);
        EXPECT_TRUE(pair->link.right.is_up(2));
        EXPECT_EQ(pair->link.left.endpoint->sa_count(), 1u);
        EXPECT_EQ(pair->link.right.endpoint->sa_count(), 1u);
        ASSERT_EQ(pair->link.left.kernel.pairs().size(), 1u);
        ASSERT_EQ(pair->link.right.kernel.pairs().size(), 1u);
        EXPECT_EQ(mismatch(pair->link.left.kernel.pairs().begin()->second,
                           pair->link.right.kernel.pairs().begin()->second),
                  "");
    }
    /// In IKE_SA_INIT, everybody who comes to the first gateway.
    void send_all_to(const GatewayIdentity& to) {
        policy.decide = [this, to](const RedirectCandidate& one) -> std::optional<GatewayIdentity> {
            if (one.local != pair->link.right.address) return std::nullopt;
            return to;
        };
    }

    Policy policy;
    EndpointOptions options;
    std::optional<Pair> pair;
};

TEST_F(Redirect, InInitIsFollowed) {
    make();
    send_all_to({kOther, {}});
    start();
    EXPECT_THAT(pair->link.pass(), HasSubstr("N(REDIR_SUP)"));
    EXPECT_EQ(pair->link.pass(), "right --> IKE_SA_INIT response 0 [ N(REDIR) ]");
    EXPECT_EQ(pair->link.right.endpoint->half_open_count(), 0u);
    EXPECT_THAT(pair->link.pass(), HasSubstr("N(REDIR_FROM)"));
    expect_settled_at_other();
    EXPECT_EQ(pair->link.right.endpoint->counters().redirects_sent, 1u);
    // To the other gateway it came with a word about where from.
    ASSERT_GE(policy.asked.size(), 2u);
    EXPECT_EQ(policy.asked[1].redirected_from, (GatewayIdentity{pair->link.right.address, {}}));
    EXPECT_EQ(pair->link.left.failure(), FailureReason::kNone);
}

TEST_F(Redirect, InInitThroughBadWeather) {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        make(seed);
        pair->link.weather = {.loss = 0.25, .doubling = 0.2, .delay_min = 10ms, .delay_max = 900ms};
        send_all_to({kOther, {}});
        start();
        ASSERT_TRUE(left_is_up_at(kOther, 10min)) << "seed " << seed;
    }
}

TEST_F(Redirect, IsNotForInitiatorsThatDoNotFollow) {
    make();
    send_all_to({kOther, {}});
    pair->left.redirect.follow = false;
    start();
    EXPECT_TRUE(left_is_up_at(pair->link.right.address));
    EXPECT_TRUE(policy.asked.empty());
}

TEST_F(Redirect, WithAnotherNonceIsNotBelieved) {
    make();
    policy.decide = [](const RedirectCandidate&) { return std::nullopt; };
    Message forged;
    pair->link.filter = [&](const Side& from, SendDatagram& datagram) {
        if (from.name == "left" && forged.payloads.empty()) {
            forged.header = Message::parse(datagram.bytes).value().header;
            forged.header.from_initiator = false;
            forged.header.response = true;
            forged.payloads.push_back(redirect({kOther, {}}, Bytes(32, 7)));
        }
        return true;
    };
    start();
    pair->link.drain();
    ASSERT_FALSE(forged.payloads.empty());
    pair->link.inject(pair->link.left, {pair->link.right.address, 500}, forged.serialize());
    EXPECT_EQ(pair->link.left.endpoint->counters().dropped_forged_error, 1u);
    EXPECT_TRUE(left_is_up_at(pair->link.right.address));
}

TEST_F(Redirect, OutsideOfTheAllowedNetworksIsRefusedAndNamed) {
    make();
    send_all_to({kOther, {}});
    pair->left.redirect.allowed = {IpPrefix::parse("192.0.2.0/24").value()};
    start();
    pair->link.run_for(40s);
    EXPECT_EQ(pair->link.left.failure(), FailureReason::kRedirectRefused);
    EXPECT_THAT(pair->link.left.failure_text(),
                HasSubstr("redirects us to 203.0.113.20, which is not followed: the configuration does not "
                          "list it"));
    EXPECT_FALSE(pair->link.left.is_up());
}

TEST_F(Redirect, ToANameNeedsItsAddressInTheConfiguration) {
    make();
    send_all_to({std::nullopt, "GW2.example"});
    start();
    pair->link.run_for(40s);
    EXPECT_THAT(pair->link.left.failure_text(), HasSubstr("no address for that name"));

    make();
    send_all_to({std::nullopt, "GW2.example"});
    pair->left.redirect.names = {{"gw2.example", kOther}};
    start();
    expect_settled_at_other();
}

TEST_F(Redirect, InALoopEndsAfterSoMany) {
    make();
    policy.decide = [this](const RedirectCandidate& one) {
        const bool here = one.local == pair->link.right.address;
        return GatewayIdentity{here ? kOther : pair->link.right.address, {}};
    };
    pair->left.redirect.max_redirects = 3;
    start();
    pair->link.run_for(20s);
    EXPECT_EQ(pair->link.right.endpoint->counters().redirects_sent, 3u + 5u)
        << "three are followed; the fourth attempt is answered each time that it is repeated";
    pair->link.run_for(2min);
    EXPECT_EQ(pair->link.left.failure(), FailureReason::kRedirectRefused);
    EXPECT_THAT(pair->link.left.failure_text(), HasSubstr("3 redirects were followed within 300 s"));
    // The loop goes away: the configured gateway is asked again and serves.
    policy.decide = [](const RedirectCandidate&) { return std::nullopt; };
    EXPECT_TRUE(left_is_up_at(pair->link.right.address, 2min));
}

TEST_F(Redirect, ToAGatewayThatIsDeadComesBack) {
    make();
    bool sent = false;
    policy.decide = [&](const RedirectCandidate&) -> std::optional<GatewayIdentity> {
        if (std::exchange(sent, true)) return std::nullopt;
        return GatewayIdentity{IpAddress::parse("192.0.2.99").value(), {}};
    };
    start();
    EXPECT_TRUE(left_is_up_at(pair->link.right.address, 2min));
}

TEST_F(Redirect, ToWhereAnotherTunnelGoesIsRefused) {
    make();
    send_all_to({kOther, {}});
    ConnectionConfig second = pair->left;
    second.id = ConnectionId(2);
    second.name = "pop/wan1/2";
    second.remote_address = kOther;
    start();
    ASSERT_TRUE(pair->link.left.endpoint->add(second, pair->link.now).ok());
    pair->link.run_for(40s);
    EXPECT_TRUE(pair->link.left.is_up(2));
    EXPECT_THAT(pair->link.left.failure_text(), HasSubstr("another tunnel of this uplink goes there"));
}

TEST_F(Redirect, InAuthIsFollowedAfterTheGatewayHasProvedItself) {
    make();
    policy.decide = [this](const RedirectCandidate& one) -> std::optional<GatewayIdentity> {
        if (!one.identity || one.local != pair->link.right.address) return std::nullopt;
        EXPECT_EQ(*one.identity, pair->left.local_identity);
        return GatewayIdentity{kOther, {}};
    };
    start();
    expect_settled_at_other();
    EXPECT_THAT(pair->link.trace, Contains(HasSubstr("N(REDIR_FROM)")));
    EXPECT_EQ(pair->link.right.endpoint->counters().redirects_sent, 1u);
    EXPECT_EQ(pair->link.left.kernel.installs(), 1u) << "no Child SA is made at the first gateway";
}

TEST_F(Redirect, InAuthOfAnImpostorIsNotFollowed) {
    make();
    policy.decide = [](const RedirectCandidate& one) -> std::optional<GatewayIdentity> {
        if (!one.identity) return std::nullopt;
        return GatewayIdentity{kOther, {}};
    };
    // The right side can check the left one's AUTH and not make its own: its identity is another.
    pair->right.local_identity = Identity::fqdn("evil.example");
    pair->left.remote_identity = Identity::fqdn("pop.example");
    pair->left.initiate = Initiate::kAuto;
    start();
    pair->link.run_for(40s);
    EXPECT_THAT(pair->link.trace, Not(Contains(HasSubstr("N(REDIR_FROM)"))));
    EXPECT_FALSE(pair->link.left.is_up());
}

TEST_F(Redirect, LaterMovesTheTrafficWithoutABreak) {
    make();
    policy.decide = [](const RedirectCandidate&) { return std::nullopt; };
    start();
    ASSERT_TRUE(left_is_up_at(pair->link.right.address));
    ASSERT_TRUE(pair->link.right.endpoint->redirect(ConnectionId(1), {kOther, {}}, pair->link.now).ok());
    // At no moment the left side has nothing to send with.
    EXPECT_TRUE(pair->link.run_until(
        [&] {
            EXPECT_NE(pair->link.left.kernel.outbound(ConnectionId(1)), nullptr);
            return pair->link.left.status().remote_host == kOther && pair->link.left.is_up();
        },
        30s));
    expect_settled_at_other();
    EXPECT_EQ(pair->link.right.status(1).state, IkeSaState::kCreated);
    EXPECT_EQ(pair->link.right.status(1).state_reason, "the peer was sent to another gateway");
}

TEST_F(Redirect, LaterThroughBadWeather) {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        make(seed);
        policy.decide = [](const RedirectCandidate&) { return std::nullopt; };
        start();
        ASSERT_TRUE(left_is_up_at(pair->link.right.address));
        pair->link.weather = {.loss = 0.25, .doubling = 0.2, .delay_min = 10ms, .delay_max = 900ms};
        ASSERT_TRUE(pair->link.right.endpoint->redirect(ConnectionId(1), {kOther, {}}, pair->link.now).ok());
        ASSERT_TRUE(left_is_up_at(kOther, 5min)) << "seed " << seed;
        pair->link.weather = {};
        pair->link.run_for(3min);
        EXPECT_EQ(pair->link.left.endpoint->sa_count(), 1u) << "seed " << seed;
        EXPECT_EQ(pair->link.right.endpoint->sa_count(), 1u) << "seed " << seed;
    }
}

TEST_F(Redirect, LaterToAGatewayThatIsDeadKeepsTheOldOneAsLongAsItStays) {
    options.redirect_patience = 10min;
    make();
    policy.decide = [](const RedirectCandidate&) { return std::nullopt; };
    start();
    ASSERT_TRUE(left_is_up_at(pair->link.right.address));
    const IpAddress dead = IpAddress::parse("192.0.2.99").value();
    ASSERT_TRUE(pair->link.right.endpoint->redirect(ConnectionId(1), {dead, {}}, pair->link.now).ok());
    pair->link.run_for(2min);
    EXPECT_TRUE(pair->link.left.is_up());
    EXPECT_EQ(pair->link.left.status().remote_host, pair->link.right.address);
    // And when the gateway has lost its patience, the client begins there again.
    pair->link.run_for(9min);
    EXPECT_TRUE(left_is_up_at(pair->link.right.address));
}

TEST_F(Redirect, LaterFromTheSideThatBeganIsRefused) {
    make();
    policy.decide = [](const RedirectCandidate&) { return std::nullopt; };
    start();
    ASSERT_TRUE(left_is_up_at(pair->link.right.address));
    const auto refused = pair->link.left.endpoint->redirect(ConnectionId(1), {kOther, {}}, pair->link.now);
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.error().text(), HasSubstr("was begun by us"));
}

TEST_F(Redirect, LaterToAPeerThatDoesNotFollowIsRefused) {
    make();
    pair->left.redirect.follow = false;
    start();
    ASSERT_TRUE(left_is_up_at(pair->link.right.address));
    EXPECT_FALSE(pair->link.right.endpoint->redirect(ConnectionId(1), {kOther, {}}, pair->link.now).ok());
}

TEST(RedirectTrail, CountsWithinItsWindow) {
    RedirectTrail trail;
    const RedirectConfig config{.max_redirects = 2};
    const TimePoint start{};
    trail.follow(kOther, kOther, config, start);
    EXPECT_TRUE(trail.may_follow(config, start + 1s));
    trail.follow(kOther, kOther, config, start + 10s);
    EXPECT_FALSE(trail.may_follow(config, start + 11s));
    trail.go_back();
    EXPECT_FALSE(trail.may_follow(config, start + 299s)) << "going back forgives nothing";
    EXPECT_TRUE(trail.may_follow(config, start + 300s));
}

}  // namespace
}  // namespace hawser::ike::test
