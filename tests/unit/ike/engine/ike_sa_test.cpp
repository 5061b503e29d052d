// SPDX-License-Identifier: BSD-2-Clause
// The state of one IKE SA, the table of them, and which of two is kept.
#include "ike/engine/ike_sa.h"

#include <gtest/gtest.h>

#include "ike/engine/duplicates.h"
#include "ike/engine/engine_context.h"
#include "ike/engine/liveness_task.h"
#include "ike/engine/mapping_hint.h"
#include "ike/engine/sa_table.h"
#include "tests/unit/ike/engine/counting_random.h"

namespace hawser::ike {
namespace {

using namespace std::chrono_literals;

IkeSa::Birth birth(uint64_t order, bool initiator, uint64_t spi,
                   std::shared_ptr<const ConnectionConfig> config = std::make_shared<ConnectionConfig>()) {
    const hawser::Endpoint here{IpAddress::parse("198.51.100.2").value(), 500};
    const hawser::Endpoint there{IpAddress::parse("203.0.113.10").value(), 500};
    return {order, initiator, IkeSpi(spi), std::move(config), here, there, TimePoint{}};
}

void give_all_evidence(IkeSa& sa) {
    for (Evidence one : {Evidence::kKeys, Evidence::kOwnAuth, Evidence::kPeerAuth, Evidence::kPeerIdentity}) {
        sa.add_evidence(one);
    }
}

TEST(IkeSaState, NeedsAllEvidenceToBeEstablished) {
    IkeSa sa(birth(1, true, 7));
    sa.set_state(IkeSaState::kConnecting, "test");
    sa.add_evidence(Evidence::kKeys);
    sa.add_evidence(Evidence::kOwnAuth);
    sa.add_evidence(Evidence::kPeerAuth);
    EXPECT_DEATH(sa.set_state(IkeSaState::kEstablished, "test"), "without complete evidence");
    sa.add_evidence(Evidence::kPeerIdentity);
    sa.set_state(IkeSaState::kEstablished, "test");
    EXPECT_EQ(sa.state_reason(), "test");
    EXPECT_DEATH(sa.set_state(IkeSaState::kConnecting, "test"), "does not go back");
}

TEST(IkeSaState, KeepsTheFirstFailure) {
    IkeSa sa(birth(1, true, 7));
    sa.set_state(IkeSaState::kConnecting, "test");
    sa.fail(FailureReason::kWrongPeerKey, "first", TimePoint{});
    sa.fail(FailureReason::kPeerSilent, "second", TimePoint{});
    EXPECT_EQ(sa.failure->text, "first");
    EXPECT_EQ(sa.state(), IkeSaState::kDestroying);
}

TEST(IkeSaState, AHintAboutThePeersAddressWithoutARequestOnTheWayDoesNothing) {
    test::CountingRandom random;
    EngineContext context(random, {});
    IkeSa sa(birth(1, false, 7));
    sa.nat_remote = true;
    sa.set_state(IkeSaState::kConnecting, "test");
    give_all_evidence(sa);
    sa.set_state(IkeSaState::kEstablished, "test");
    // As it is left behind where OpenSSL fails to protect the request.
    sa.flights.push_back({MessageId(0), std::make_unique<LivenessTask>()});
    take_mapping_hint(sa, context, {IpAddress::parse("203.0.113.99").value(), 4500});
    EXPECT_TRUE(context.outbox.empty());
}

TEST(IkeSaState, SpisByRole) {
    IkeSa ours(birth(1, true, 7));
    ours.peer_spi = IkeSpi(9);
    EXPECT_EQ(ours.initiator_spi(), IkeSpi(7));
    EXPECT_EQ(ours.responder_spi(), IkeSpi(9));
    IkeSa theirs(birth(1, false, 7));
    theirs.peer_spi = IkeSpi(9);
    EXPECT_EQ(theirs.initiator_spi(), IkeSpi(9));
    EXPECT_EQ(theirs.responder_spi(), IkeSpi(7));
}

TEST(SaTable, FindsByOwnSpiAndByWholeRequest) {
    SaTable table;
    IkeSa& one = table.add(birth(1, false, 7));
    one.peer_spi = IkeSpi(100);
    one.init.request = {1, 2, 3};
    table.index_initiator_spi(IkeSpi(100), one);
    IkeSa& two = table.add(birth(2, false, 8));
    two.peer_spi = IkeSpi(100);  // two peers behind one NAT may draw the same
    two.init.request = {1, 2, 4};
    table.index_initiator_spi(IkeSpi(100), two);
    EXPECT_EQ(table.find(IkeSpi(7)), &one);
    EXPECT_EQ(table.find(IkeSpi(9)), nullptr);
    EXPECT_EQ(table.find_by_init_request(IkeSpi(100), Bytes{1, 2, 4}), &two);
    EXPECT_EQ(table.find_by_init_request(IkeSpi(100), Bytes{1, 2, 5}), nullptr);
    EXPECT_EQ(table.half_open().total(), 2u);
    table.erase(IkeSpi(8));
    EXPECT_EQ(table.find_by_init_request(IkeSpi(100), Bytes{1, 2, 4}), nullptr);
    EXPECT_EQ(table.find_by_init_request(IkeSpi(100), Bytes{1, 2, 3}), &one);
    EXPECT_EQ(table.half_open().total(), 1u);
    table.no_longer_half_open(one);
    table.no_longer_half_open(one);
    EXPECT_EQ(table.half_open().total(), 0u);
}

TEST(SaTable, KnowsTheSasOfAConnection) {
    SaTable table;
    const auto mine = std::make_shared<const ConnectionConfig>();
    const auto other = std::make_shared<const ConnectionConfig>();
    IkeSa& half_open = table.add(birth(1, false, 7, other));
    IkeSa& connecting = table.add(birth(2, true, 5, mine));
    EXPECT_EQ(table.current_of(mine.get()), &connecting);
    EXPECT_EQ(table.current_of(other.get()), nullptr) << "whoever it is has not shown it yet";
    EXPECT_TRUE(table.of(other.get()).empty());
    table.assign(half_open, mine);
    give_all_evidence(half_open);
    half_open.set_state(IkeSaState::kEstablished, "test");
    EXPECT_EQ(table.current_of(mine.get()), &half_open);
    EXPECT_EQ(table.of(mine.get()), (std::vector<IkeSa*>{&half_open, &connecting}));
    half_open.superseded = true;
    EXPECT_EQ(table.current_of(mine.get()), &connecting);
    EXPECT_TRUE(table.of(other.get()).empty());
}

TEST(SaTable, DrawsSpisThatAreFree) {
    SaTable table;
    test::ConstantRandom random(0);
    EXPECT_EQ(table.draw_spi(random), IkeSpi(1));
    table.add(birth(1, true, 1));
    EXPECT_EQ(table.draw_spi(random), IkeSpi(2));
}

struct NewcomerTest : testing::Test {
    /// An SA that was the `order`th to begin, and was established when `seen` had begun.
    std::unique_ptr<IkeSa> sa(uint64_t order, bool initiator, uint64_t initiator_spi, uint64_t seen = 0) {
        auto made =
            std::make_unique<IkeSa>(birth(order, initiator, initiator ? initiator_spi : 1000 + order));
        made->peer_spi = IkeSpi(initiator ? 2000 + order : initiator_spi);
        made->lineage = {initiator, order, seen, made->initiator_spi()};
        return made;
    }
};

TEST_F(NewcomerTest, AloneIsWelcome) {
    EXPECT_EQ(judge_newcomer(*sa(1, true, 5), nullptr), Newcomer::kWelcome);
}

TEST_F(NewcomerTest, LaterOfOneSideReplacesEarlier) {
    EXPECT_EQ(judge_newcomer(*sa(2, false, 5), sa(1, false, 3, 1).get()), Newcomer::kReplaces);
    EXPECT_EQ(judge_newcomer(*sa(1, false, 3), sa(2, false, 5, 2).get()), Newcomer::kStraggler);
}

TEST_F(NewcomerTest, OfBothSidesAtOnceTheLowerSpiIsKept) {
    // Both had begun when the first of them was established.
    EXPECT_EQ(judge_newcomer(*sa(2, false, 5), sa(1, true, 3, 2).get()), Newcomer::kYields);
    EXPECT_EQ(judge_newcomer(*sa(2, false, 3), sa(1, true, 5, 2).get()), Newcomer::kReplaces);
    // The same two SAs as the other side sees them.
    EXPECT_EQ(judge_newcomer(*sa(1, true, 5), sa(2, false, 3, 2).get()), Newcomer::kYields);
    EXPECT_EQ(judge_newcomer(*sa(1, true, 3), sa(2, false, 5, 2).get()), Newcomer::kReplaces);
}

TEST_F(NewcomerTest, OfAPeerThatHasForgottenReplacesWhateverItsSpi) {
    EXPECT_EQ(judge_newcomer(*sa(2, false, 5), sa(1, true, 3, 1).get()), Newcomer::kReplaces);
    EXPECT_EQ(judge_newcomer(*sa(2, false, 3), sa(1, true, 5, 1).get()), Newcomer::kReplaces);
}

}  // namespace
}  // namespace hawser::ike
