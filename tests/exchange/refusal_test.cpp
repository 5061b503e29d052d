// SPDX-License-Identifier: BSD-2-Clause
// The kernel takes a Child SA not: whenever and on whichever side that happens, the engine goes on, and the
// tunnel is there again when the kernel takes the next one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exchange/rekey_support.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

struct Occasion {
    const char* name;
    void (*begin)(QuietPair&);
};

void PrintTo(const Occasion& occasion, std::ostream* out) {
    *out << occasion.name;
}

const Occasion kOccasions[] = {
    {"TheLeftRekeysTheChild", [](QuietPair& pair) { act(pair, pair.link.left, Act::kRekeyChild); }},
    {"BothRekeyTheChild",
     [](QuietPair& pair) {
         act(pair, pair.link.left, Act::kRekeyChild);
         act(pair, pair.link.right, Act::kRekeyChild);
     }},
    {"AChildAndTheIkeSa",
     [](QuietPair& pair) {
         act(pair, pair.link.left, Act::kRekeyChild);
         act(pair, pair.link.left, Act::kRekeyIke);
         act(pair, pair.link.right, Act::kRekeyChild);
     }},
    {"TheIkeSaAndAChild",
     [](QuietPair& pair) {
         act(pair, pair.link.left, Act::kRekeyIke);
         act(pair, pair.link.right, Act::kRekeyIke);
         act(pair, pair.link.right, Act::kRekeyChild);
     }},
    {"AnotherChild",
     [](QuietPair& pair) {
         ASSERT_TRUE(pair.link.left.endpoint->create_child(ConnectionId(1), pair.link.now).ok());
         pair.link.drain();
     }},
};

class KernelRefusalOn : public testing::TestWithParam<std::tuple<Occasion, bool, size_t>> {};

TEST_P(KernelRefusalOn, OfAnyPairInAnyOrderIsSurvived) {
    const auto [occasion, by_left, which] = GetParam();
    for (Orders orders(3); !orders.done() && !HasFailure(); orders.next()) {
        QuietPair pair(1 + orders.stories() % 4);
        pair.begin();
        Side& refusing = by_left ? pair.link.left : pair.link.right;
        refusing.kernel.refuse_at = which;
        occasion.begin(pair);
        std::string story;
        while (pair.link.in_flight() > 0)
            story += "\n    " + pair.link.pass(orders.choose(pair.link.in_flight()));
        pair.link.run_for(10s);
        refusing.kernel.refuse_at = 0;
        if (std::string_view(occasion.name) != "AnotherChild") {
            ASSERT_TRUE(pair.comes_up(5min)) << pair.is_one_tunnel().message() << story;
        }
        pair.link.run_for(5min);
        ASSERT_EQ(gap(pair), "") << story;
    }
}

INSTANTIATE_TEST_SUITE_P(Occasions, KernelRefusalOn,
                         testing::Combine(testing::ValuesIn(kOccasions), testing::Bool(),
                                          testing::Values(1u, 2u)),
                         [](const auto& one) {
                             return std::string(std::get<0>(one.param).name) +
                                    (std::get<1>(one.param) ? "Left" : "Right") +
                                    std::to_string(std::get<2>(one.param));
                         });

TEST(KernelRefusal, OfTheReplacementIsShownWhenNothingIsLeft) {
    QuietPair pair;
    pair.begin();
    pair.link.right.kernel.refuse_with = "no memory";
    act(pair, pair.link.left, Act::kRekeyChild);
    pair.link.run_for(1s);
    EXPECT_EQ(pair.link.right.failure(), FailureReason::kKernelRefused);
    EXPECT_THAT(pair.link.right.failure_text(), testing::HasSubstr("no memory"));
    EXPECT_EQ(pair.link.right.endpoint->sa_count(), 0u) << "what carries nothing is not kept";
    pair.link.right.kernel.refuse_with.reset();
    EXPECT_TRUE(pair.comes_up()) << pair.is_one_tunnel().message();
}

TEST(KernelRefusal, OfTheFirstPairByWhoeverAnswers) {
    QuietPair pair;
    pair.link.right.kernel.refuse_with = "no memory";
    pair.start();
    pair.link.run_for(20s);
    EXPECT_EQ(pair.link.right.failure(), FailureReason::kKernelRefused);
    EXPECT_TRUE(pair.link.left.kernel.pairs().empty());
    pair.link.right.kernel.refuse_with.reset();
    EXPECT_TRUE(pair.comes_up()) << pair.is_one_tunnel().message();
}

TEST(KernelRefusal, OfTheNextIkeSasPairBringsTheTrafficBackToTheOldOne) {
    for (bool by_left : {true, false}) {
        QuietPair pair;
        pair.left.reauth_time = 1min;
        pair.begin();
        Side& refusing = by_left ? pair.link.left : pair.link.right;
        refusing.kernel.refuse_at = 1;
        pair.link.run_for(2min);
        EXPECT_EQ(refusing.kernel.refuse_at, 0u) << "it was asked";
        EXPECT_TRUE(pair.comes_up(3min)) << pair.is_one_tunnel().message();
    }
}

TEST(KernelRefusal, OfWhatIsGoneOrWasNeverIsIgnored) {
    QuietPair pair;
    pair.begin();
    Endpoint& endpoint = *pair.link.left.endpoint;
    const ChildHandle first = pair.link.left.kernel.pairs().begin()->first;
    act(pair, pair.link.left, Act::kRekeyChild);
    ASSERT_TRUE(pair.goes_on(10s));
    endpoint.report_install(first, Error("no memory"), pair.link.now);
    endpoint.report_install(ChildHandle(4711), Error("no memory"), pair.link.now);
    pair.expect_settled("");
    ASSERT_TRUE(endpoint.terminate(ConnectionId(1), pair.link.now).ok());
    for (uint64_t handle = 1; handle < 8; ++handle)
        endpoint.report_install(ChildHandle(handle), Error("no memory"), pair.link.now);
    pair.link.run_for(10s);
    EXPECT_TRUE(endpoint.is_idle());
}

}  // namespace
}  // namespace hawser::ike::test
