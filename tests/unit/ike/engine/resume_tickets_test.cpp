// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/resume_tickets.h"

#include <gtest/gtest.h>

#include "tests/unit/ike/engine/counting_random.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

constexpr CalendarTime kNow{std::chrono::seconds(1'800'000'000)};

std::shared_ptr<const SecretBytes> secret(uint8_t fill) {
    return std::make_shared<const SecretBytes>(ByteView(Bytes(32, fill)));
}

SessionState state() {
    SessionState made;
    made.initiator = Identity::fqdn("branch.example");
    made.responder = Identity::fqdn("pop.example");
    made.sk_d = SecretBytes(ByteView(Bytes(32, 0x5a)));
    made.ppk = true;
    made.credentials = Bytes(16, 0xcc);
    return made;
}

TEST(TicketMaker, OpensWhatItHasIssued) {
    CountingRandom random;
    TicketMaker maker(random, secret(1));
    SessionState issued = state();
    const auto ticket = maker.issue(issued, 1h, kNow);
    ASSERT_TRUE(ticket);
    const auto opened = maker.open(*ticket, kNow + 59min);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->initiator, issued.initiator);
    EXPECT_EQ(opened->responder, issued.responder);
    EXPECT_EQ(opened->algorithms, issued.algorithms);
    EXPECT_TRUE(equal_in_constant_time(opened->sk_d.view(), issued.sk_d.view()));
    EXPECT_TRUE(opened->ppk);
    EXPECT_EQ(opened->credentials, issued.credentials);
    EXPECT_EQ(opened->serial, issued.serial);
    EXPECT_FALSE(maker.open(*ticket, kNow + 1h));
}

TEST(TicketMaker, TheKeyOfTheDayBeforeStillOpensAndOlderOnesDoNot) {
    CountingRandom random;
    TicketMaker maker(random, secret(1));
    SessionState issued = state();
    const auto ticket = maker.issue(issued, 100h, kNow);
    EXPECT_TRUE(maker.open(*ticket, kNow + 23h));
    EXPECT_FALSE(maker.open(*ticket, kNow + 25h)) << "a day is the most";
    EXPECT_FALSE(maker.open(*ticket, kNow - 48h)) << "of a day that has not come";
}

TEST(TicketMaker, AnotherSecretOpensNothing) {
    CountingRandom random;
    TicketMaker maker(random, secret(1));
    TicketMaker same(random, secret(1));
    TicketMaker other(random, secret(2));
    TicketMaker drawn(random, nullptr);
    SessionState issued = state();
    const auto ticket = maker.issue(issued, 1h, kNow);
    EXPECT_TRUE(same.open(*ticket, kNow)) << "after a restart";
    EXPECT_FALSE(other.open(*ticket, kNow));
    EXPECT_FALSE(drawn.open(*ticket, kNow));
}

TEST(TicketMaker, EveryChangedOrMissingByteIsNoticed) {
    CountingRandom random;
    TicketMaker maker(random, secret(1));
    SessionState issued = state();
    const Bytes ticket = maker.issue(issued, 1h, kNow).value();
    for (size_t i = 0; i < ticket.size(); ++i) {
        Bytes changed = ticket;
        changed[i] = static_cast<uint8_t>(changed[i] ^ 1);
        EXPECT_FALSE(maker.open(changed, kNow)) << i;
        EXPECT_FALSE(maker.open(ByteView(ticket).first(i), kNow)) << i;
    }
}

TEST(TicketMaker, SerialNumbersGrowAlsoAcrossARestart) {
    CountingRandom random;
    TicketMaker maker(random, secret(1));
    SessionState first = state();
    SessionState second = state();
    (void)maker.issue(first, 1h, kNow);
    (void)maker.issue(second, 1h, kNow);
    EXPECT_GT(second.serial, first.serial);
    TicketMaker restarted(random, secret(1));
    EXPECT_GT(restarted.next_serial(kNow + 1s), second.serial);
}

}  // namespace
}  // namespace hawser::ike::test
