// SPDX-License-Identifier: BSD-2-Clause
// Additional key exchanges behind CREATE_CHILD_SA (RFC 9370 2.2.4).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ike/crypto/algorithms.h"
#include "tests/exchange/rekey_support.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::StartsWith;

void make_hybrid(Pair& pair, const std::string& groups = "x25519-ke1_ecp256-ke2_x448") {
    for (ConnectionConfig* config : {&pair.left, &pair.right}) {
        config->ike_proposals = {parse_ike_proposal("aes128gcm16-prfsha256-" + groups).value()};
        config->esp_proposals = {parse_esp_proposal("aes128gcm16-" + groups).value()};
    }
}

struct HybridPair : QuietPair {
    explicit HybridPair(uint64_t seed = 1) : QuietPair(seed) { make_hybrid(*this); }
};

/// Exchanges of the requests since `from`.
std::vector<std::string> requests(const Pair& pair, size_t from) {
    std::vector<std::string> list;
    for (size_t i = from; i < pair.link.trace.size(); ++i) {
        const std::string& message = pair.link.trace[i];
        if (message.find(" request ") == std::string::npos) continue;
        const size_t begin = message.find("--> ") + 4;
        list.push_back(message.substr(begin, message.find(' ', begin) - begin));
    }
    return list;
}

TEST(Followup, ChildSaIsRekeyedWithAllOfThem) {
    for (const bool by_left : {true, false}) {
        HybridPair pair;
        pair.begin();
        const size_t before = pair.link.trace.size();
        act(pair, by_left ? pair.link.left : pair.link.right, Act::kRekeyChild);
        ASSERT_TRUE(pair.goes_on(10s));
        EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
        EXPECT_THAT(requests(pair, before),
                    ElementsAre("CREATE_CHILD_SA", "IKE_FOLLOWUP_KE", "IKE_FOLLOWUP_KE", "INFORMATIONAL"));
        EXPECT_THAT(pair.link.left.status().child_sas.front().additional_key_exchanges,
                    ElementsAre("ECP_256", "CURVE_448"));
    }
}

TEST(Followup, IkeSaIsRekeyedWithAllOfThem) {
    for (const bool by_left : {true, false}) {
        HybridPair pair;
        pair.begin();
        const size_t before = pair.link.trace.size();
        act(pair, by_left ? pair.link.left : pair.link.right, Act::kRekeyIke);
        ASSERT_TRUE(pair.goes_on(10s));
        EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
        EXPECT_THAT(requests(pair, before),
                    ElementsAre("CREATE_CHILD_SA", "IKE_FOLLOWUP_KE", "IKE_FOLLOWUP_KE", "INFORMATIONAL"));
        // The keys of the new one are the same on both sides.
        act(pair, pair.link.left, Act::kRekeyChild);
        ASSERT_TRUE(pair.goes_on(10s));
        EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    }
}

TEST(Followup, MlKem) {
    if (!supports_group(GroupId::kMlKem768)) GTEST_SKIP() << running_openssl() << " has no ML-KEM";
    QuietPair pair;
    make_hybrid(pair, "x25519-ke1_mlkem768");
    pair.begin();
    act(pair, pair.link.left, Act::kRekeyChild);
    act(pair, pair.link.right, Act::kRekeyIke);
    ASSERT_TRUE(pair.goes_on(1min));
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    EXPECT_THAT(pair.link.left.status().child_sas.front().additional_key_exchanges,
                ElementsAre("ML_KEM_768"));
}

TEST(Followup, ChildlessBeginsWithThem) {
    HybridPair pair;
    pair.left.childless = true;
    pair.begin();
    EXPECT_THAT(pair.link.left.status().child_sas.front().additional_key_exchanges,
                ElementsAre("ECP_256", "CURVE_448"));
}

TEST(Followup, NothingIsMadeBeforeTheLast) {
    HybridPair pair;
    pair.begin();
    act(pair, pair.link.left, Act::kRekeyChild);
    for (int message = 0; message < 5; ++message) {
        EXPECT_EQ(pair.link.right.kernel.installs(), 1u) << message;
        pair.link.pass();
    }
    EXPECT_EQ(pair.link.right.kernel.installs(), 2u) << "with the last request";
    EXPECT_EQ(pair.link.left.kernel.installs(), 1u);
    pair.link.pass();
    EXPECT_EQ(pair.link.left.kernel.installs(), 2u);
    pair.expect_settled("");
}

TEST(Followup, StateThatIsForgottenIsNotFound) {
    for (const Act what : {Act::kRekeyChild, Act::kRekeyIke}) {
        HybridPair pair;
        pair.left.retransmission.base = 10s;
        pair.left.retransmission.tries = 9;
        pair.begin();
        act(pair, pair.link.left, what);
        pair.link.pass();
        pair.link.pass();
        const TimePoint silent_until = pair.link.now + 40s;
        pair.link.filter = [&](const Side&, SendDatagram&) { return pair.link.now >= silent_until; };
        pair.link.lose();
        const size_t before = pair.link.trace.size();
        // STATE_NOT_FOUND, and soon another attempt that succeeds.
        ASSERT_TRUE(pair.goes_on(5min));
        EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
        EXPECT_EQ(pair.link.left.endpoint->counters().ike_sas_established, 1u);
        const auto later = requests(pair, before);
        EXPECT_THAT(later, testing::Contains("CREATE_CHILD_SA"));
        pair.expect_settled("");
    }
}

TEST(Followup, ReservedSpiIsGivenBack) {
    HybridPair pair;
    pair.begin();
    act(pair, pair.link.left, Act::kRekeyChild);
    pair.link.pass();
    pair.link.pass();
    // The peer ends the IKE SA in the middle of it.
    act(pair, pair.link.right, Act::kDeleteIke);
    pair.link.run_for(5s);
    ASSERT_TRUE(pair.link.right.endpoint->initiate(ConnectionId(1), pair.link.now).ok());
    ASSERT_TRUE(pair.comes_up(90s)) << pair.is_one_tunnel().message();
    EXPECT_TRUE(pair.link.left.endpoint->is_consistent());
    EXPECT_TRUE(pair.link.right.endpoint->is_consistent());
}

TEST(Followup, PeerThatDoesNotWantThemIsServed) {
    QuietPair pair;
    make_hybrid(pair);
    pair.right.esp_proposals = {parse_esp_proposal("aes128gcm16").value()};
    pair.begin();
    act(pair, pair.link.left, Act::kRekeyChild);
    ASSERT_TRUE(pair.goes_on(10s));
    EXPECT_THAT(pair.link.right.status().child_sas.front().additional_key_exchanges,
                ElementsAre("ECP_256", "CURVE_448"))
        << "the left side asks for them";
}

void one_more(QuietPair& pair) {
    make_hybrid(pair, "x25519-ke1_ecp256");
}

TEST(FollowupCollision, BothRekeyTheSameChild) {
    EXPECT_GT(play_all_orders(both(Act::kRekeyChild, Act::kRekeyChild), 0, 8, one_more), 10u);
}

TEST(FollowupCollision, BothRekeyTheSameChildAndOneMessageIsLost) {
    EXPECT_GT(play_all_orders(both(Act::kRekeyChild, Act::kRekeyChild), 1, 6, one_more), 50u);
}

TEST(FollowupCollision, BothRekeyTheIkeSa) {
    for (const size_t losses : {0u, 1u}) {
        EXPECT_GT(play_all_orders(both(Act::kRekeyIke, Act::kRekeyIke), losses, 6, one_more), 10u);
    }
}

TEST(FollowupCollision, RekeyOfTheChildMeetsRekeyOfTheIkeSa) {
    EXPECT_GT(play_all_orders(
                  [](QuietPair& pair) {
                      act(pair, pair.link.left, Act::kRekeyChild);
                      act(pair, pair.link.right, Act::kRekeyIke);
                      act(pair, pair.link.left, Act::kRekeyIke);
                  },
                  1, 6, one_more),
              20u);
}

TEST(FollowupCollision, OnlyOneSideWantsThem) {
    EXPECT_GT(play_all_orders(both(Act::kRekeyChild, Act::kRekeyChild), 1, 6,
                              [](QuietPair& pair) {
                                  one_more(pair);
                                  pair.right.esp_proposals = {parse_esp_proposal("aes128gcm16").value()};
                              }),
              20u);
}

TEST(FollowupCollision, DaysOfLossAndDisorder) {
    for (uint64_t seed = 1; seed <= 4; ++seed) {
        QuietPair pair(seed);
        one_more(pair);
        for (ConnectionConfig* config : {&pair.left, &pair.right}) {
            config->retransmission.tries = 30;
            config->retransmission.factor = 1.0;
            config->child_lifetime.rekey_time = 10min;
            config->child_lifetime.life_time = 30min;
            config->ike_lifetime.rekey_time = 25min;
            config->ike_lifetime.over_time = 25min;
            config->child_lifetime.rand_time = config->ike_lifetime.rand_time = 2s;
        }
        pair.begin();
        pair.link.weather = {0.05 * static_cast<double>(seed), 0.2, 1ms, 1500ms};
        for (int hour = 0; hour < 12; ++hour)
            ASSERT_TRUE(pair.goes_on(1h)) << "seed " << seed << ", hour " << hour;
        pair.link.weather = {};
        ASSERT_TRUE(pair.comes_up(2min)) << "seed " << seed << ": " << pair.is_one_tunnel().message();
        EXPECT_EQ(pair.link.left.endpoint->counters().ike_sas_established, 1u) << "it never began anew";
    }
}

}  // namespace
}  // namespace hawser::ike::test
