// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/nat_detection.h"

#include <gtest/gtest.h>

#include "tests/unit/ike/engine/counting_random.h"

namespace hawser::ike {
namespace {

hawser::Endpoint at(const char* address, uint16_t port) {
    return {IpAddress::parse(address).value(), port};
}

struct NatDetectionTest : testing::Test {
    Message message(bool pretend = false) {
        Message made;
        made.payloads = nat_detection_notifies(sent, pretend, random);
        return made;
    }
    test::CountingRandom random;
    const MessagePath sent{IkeSpi(1), IkeSpi(0), at("10.0.0.2", 500), at("203.0.113.10", 500)};
};

TEST_F(NatDetectionTest, SameEndPointsNoNat) {
    const NatVerdict nat = detect_nat(message(), sent);
    EXPECT_TRUE(nat.supported);
    EXPECT_FALSE(nat.source);
    EXPECT_FALSE(nat.destination);
}

TEST_F(NatDetectionTest, OtherSource) {
    MessagePath seen = sent;
    seen.source = at("192.0.2.1", 500);
    EXPECT_TRUE(detect_nat(message(), seen).source);
    seen.source = at("10.0.0.2", 1024);
    EXPECT_TRUE(detect_nat(message(), seen).source) << "another port is a NAT as well";
    EXPECT_FALSE(detect_nat(message(), seen).destination);
}

TEST_F(NatDetectionTest, OtherDestination) {
    MessagePath seen = sent;
    seen.destination = at("172.16.0.1", 500);
    EXPECT_TRUE(detect_nat(message(), seen).destination);
}

TEST_F(NatDetectionTest, OneSourceOfSeveralIsEnough) {
    Message several = message();
    several.payloads.insert(several.payloads.begin(),
                            NotifyPayload::of(NotifyType::kNatDetectionSourceIp, Bytes(20, 1)));
    EXPECT_FALSE(detect_nat(several, sent).source);
}

TEST_F(NatDetectionTest, PretendedSourceFitsNowhere) {
    EXPECT_TRUE(detect_nat(message(true), sent).source);
    EXPECT_FALSE(detect_nat(message(true), sent).destination);
}

TEST_F(NatDetectionTest, WithoutNotifiesNothingIsKnown) {
    EXPECT_FALSE(detect_nat(Message{}, sent).supported);
    Message half = message();
    half.payloads.pop_back();
    EXPECT_FALSE(detect_nat(half, sent).supported);
}

}  // namespace
}  // namespace hawser::ike
