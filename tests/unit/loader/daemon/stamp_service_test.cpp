// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/stamp_service.h"

#include <gtest/gtest.h>

#include "ike/crypto/hmac.h"
#include "loader/daemon/stamp_clock.h"
#include "tests/unit/loader/net/private_network.h"

namespace hawser::loader {
namespace {

using health::StampVerdict;

health::StampCodec codec_with(uint8_t filling) {
    return health::StampCodec([filling](ByteView covered) {
        std::array<uint8_t, health::StampCodec::kHmacSize> tag{};
        ike::hmac(ike::HashId::kSha2_256, Bytes(32, filling), {covered}, tag);
        return tag;
    });
}

/// The gateway answers on its loopback interface, the "tunnel"; the veth is not one.
class StampServiceTest : public PrivateNetwork {
 protected:
    void SetUp() override {
        PrivateNetwork::SetUp();
        if (IsSkipped()) return;
        config.stamp.port = 50862;
        config.stamp.mode = StampModeChoice::kAuthenticated;
        config.stamp.key = std::make_shared<const SecretBytes>(Bytes(32, 0x5a));
        service = std::make_unique<StampService>(loop, config);
        service->serve({index_of("lo")});
        ASSERT_TRUE(service->serves(index_of("lo"), Family::kIpv4));
        ASSERT_TRUE(service->serves(index_of("lo"), Family::kIpv6));
    }
    std::unique_ptr<StampSocket> sender(Family family) {
        auto opened =
            StampSocket::open(loop, family, 0, index_of("lo"), [this](const ReceivedDatagram& datagram) {
                answers.push_back(to_bytes(datagram.bytes));
                ttl = datagram.info.ttl;
            });
        EXPECT_TRUE(opened.ok());
        return opened ? std::move(*opened) : nullptr;
    }
    /// From 127.0.0.1 or ::1 to itself.
    static void ask(StampSocket& from, const IpAddress& loopback, const Bytes& packet) {
        const ReceivedDatagram to{
            {loopback, 50862}, {.ifindex = index_of("lo"), .destination = loopback, .stamped = {}}, {}};
        const auto sent = from.answer(to, packet);
        ASSERT_TRUE(sent.ok()) << sent.error().text();
    }

    Config config;
    std::unique_ptr<StampService> service;
    std::vector<Bytes> answers;
    int ttl = 0;
};

const health::StampRequest kRequest{{.sequence = 5, .timestamp = 77, .error_estimate = 1, .session = 2}, {}};

TEST_F(StampServiceTest, ARequestByATunnelIsAnsweredToItsSender) {
    const health::StampCodec codec = codec_with(0x5a);
    for (const char* text : {"127.0.0.1", "::1"}) {
        answers.clear();
        const IpAddress loopback = IpAddress::parse(text).value();
        const auto from = sender(loopback.family());
        const uint64_t before = health::ntp_time(wall_clock());
        ask(*from, loopback, codec.serialize(kRequest));
        ASSERT_TRUE(run_until([&] { return !answers.empty(); })) << text;
        health::StampReply reply;
        ASSERT_EQ(codec.parse(answers[0], reply), StampVerdict::kGood);
        EXPECT_EQ(reply.sender_sequence, 5U);
        EXPECT_EQ(reply.sender_timestamp, 77U);
        EXPECT_EQ(reply.sender_ttl, 255) << "as the socket of this test sends";
        EXPECT_EQ(ttl, 255);
        EXPECT_LE(before, reply.received);
        EXPECT_LE(reply.received, reply.fields.timestamp);
        EXPECT_LE(reply.fields.timestamp, health::ntp_time(wall_clock()));
    }
}

TEST_F(StampServiceTest, AWrongKeyAndTheOtherModeGetNoAnswer) {
    const IpAddress loopback = IpAddress::parse("127.0.0.1").value();
    const auto from = sender(Family::kIpv4);
    ask(*from, loopback, codec_with(0x5b).serialize(kRequest));
    ask(*from, loopback, health::StampCodec().serialize(kRequest));
    // What comes in order has been looked at when the last one is answered.
    ask(*from, loopback, codec_with(0x5a).serialize(kRequest));
    ASSERT_TRUE(run_until([&] { return !answers.empty(); }));
    EXPECT_EQ(answers.size(), 1U);
    EXPECT_EQ(service->reflector().count(StampVerdict::kWrongHmac), 1U);
    EXPECT_EQ(service->reflector().count(StampVerdict::kTooShort), 1U);
}

TEST_F(StampServiceTest, AStrangerGetsNoAnswer) {
    add_veth("tunnel", "isp");
    service->serve({index_of("tunnel")});
    EXPECT_FALSE(service->serves(index_of("lo"), Family::kIpv4));
    const IpAddress loopback = IpAddress::parse("127.0.0.1").value();
    const auto from = sender(Family::kIpv4);
    ask(*from, loopback, codec_with(0x5a).serialize(kRequest));
    service->serve({index_of("tunnel"), index_of("lo")});
    ask(*from, loopback, codec_with(0x5a).serialize(kRequest));
    ASSERT_TRUE(run_until([&] { return !answers.empty(); }));
    EXPECT_EQ(answers.size(), 1U);
    EXPECT_EQ(service->reflector().count(StampVerdict::kGood), 1U);
}

TEST_F(StampServiceTest, APortThatIsTakenIsTriedAgain) {
    StampService second(loop, config);
    second.serve({index_of("lo")});
    EXPECT_FALSE(second.serves(index_of("lo"), Family::kIpv4));
    service.reset();
    second.serve({index_of("lo")});
    EXPECT_TRUE(second.serves(index_of("lo"), Family::kIpv4));
}

TEST(StampSettings, SayWhoAnswers) {
    Config config;
    EXPECT_EQ(stamp_settings(config).flags, 0U);
    EXPECT_EQ(stamp_settings(config).port, htons(862));
    config.interfaces = InterfacesChoice::kShared;
    EXPECT_EQ(stamp_settings(config).flags, HW_STAMP_TO_STACK);
    config.interfaces = InterfacesChoice::kEach;
    config.stamp.sequence = StampSequenceChoice::kStateful;
    EXPECT_EQ(stamp_settings(config).flags, HW_STAMP_TO_STACK);
    config.stamp.mode = StampModeChoice::kAuthenticated;
    EXPECT_EQ(stamp_settings(config).flags, HW_STAMP_TO_STACK | HW_STAMP_AUTHENTICATED);
    config.stamp.reflector = false;
    EXPECT_EQ(stamp_settings(config).port, 0);
    EXPECT_FALSE(daemon_reflects(config));
}

}  // namespace
}  // namespace hawser::loader
