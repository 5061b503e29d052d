// SPDX-License-Identifier: BSD-2-Clause
#include "health/stamp/stamp_packet.h"

#include <gtest/gtest.h>

#include <chrono>
#include <numeric>

#include "base/hex.h"
#include "ike/crypto/hmac.h"

namespace hawser::health {
namespace {

using namespace std::chrono_literals;

Bytes hex(std::string_view digits) {
    return from_hex(digits).value();
}

StampCodec authenticated(const Bytes& key) {
    return StampCodec([key](ByteView covered) {
        std::array<uint8_t, StampCodec::kHmacSize> tag{};
        ike::hmac(ike::HashId::kSha2_256, key, {covered}, tag);
        return tag;
    });
}

/// 01 02 ... 20
Bytes key() {
    Bytes bytes(32);
    std::iota(bytes.begin(), bytes.end(), uint8_t{1});
    return bytes;
}

const StampRequest kRequest{
    {.sequence = 7, .timestamp = 0xe9d5a1b280000000, .error_estimate = 0x8a17, .session = 0x7777}, {}};
const StampReply kReply{
    .fields = {.sequence = 7, .timestamp = 0xe9d5a1b290000001, .error_estimate = 0x0101, .session = 0x7777},
    .received = 0xe9d5a1b28fffffff,
    .sender_sequence = 7,
    .sender_timestamp = 0xe9d5a1b280000000,
    .sender_error_estimate = 0x8a17,
    .sender_ttl = 61,
    .beyond = {}};

// By Python's struct and hmac, from the figures of RFC 8762.
constexpr std::string_view kPlainRequest =
    "00000007e9d5a1b2800000008a17777700000000000000000000000000000000000000000000000000000000";
constexpr std::string_view kPlainReply =
    "00000007e9d5a1b29000000101017777e9d5a1b28fffffff00000007e9d5a1b2800000008a1700003d000000";
constexpr std::string_view kAuthenticatedRequest =
    "00000007000000000000000000000000e9d5a1b2800000008a177777000000000000000000000000000000000000000000000000"
    "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000001ed2059b03200928"
    "ab261779f3119e2c";
constexpr std::string_view kAuthenticatedReply =
    "00000007000000000000000000000000e9d5a1b2900000010101777700000000e9d5a1b28fffffff000000000000000000000007"
    "000000000000000000000000e9d5a1b2800000008a170000000000003d0000000000000000000000000000008173004fe13b8359"
    "abf442bf08913738";

TEST(StampPacket, UnauthenticatedAsOnTheWire) {
    const StampCodec codec;
    EXPECT_EQ(to_hex(codec.serialize(kRequest)), kPlainRequest);
    EXPECT_EQ(to_hex(codec.serialize(kReply)), kPlainReply);
}

TEST(StampPacket, AuthenticatedAsOnTheWire) {
    const StampCodec codec = authenticated(key());
    EXPECT_EQ(to_hex(codec.serialize(kRequest)), kAuthenticatedRequest);
    EXPECT_EQ(to_hex(codec.serialize(kReply)), kAuthenticatedReply);
}

TEST(StampPacket, AKeyLongerThanABlockIsHashedFirst) {
    const Bytes packet = authenticated(Bytes(131, 0xaa)).serialize(kRequest);
    EXPECT_EQ(to_hex(ByteView(packet).subspan(96)), "20d43da0cfeba75773686982c1d9e1b0");
}

TEST(StampPacket, BothDirectionsAreReadAsTheyWereWritten) {
    for (const StampCodec& codec : {StampCodec(), authenticated(key())}) {
        StampRequest request = kRequest, request_read;
        StampReply reply = kReply, reply_read;
        request.beyond = reply.beyond = hex("80010000");
        EXPECT_EQ(codec.parse(codec.serialize(request), request_read), StampVerdict::kGood);
        EXPECT_EQ(codec.parse(codec.serialize(reply), reply_read), StampVerdict::kGood);
        EXPECT_EQ(request_read, request);
        EXPECT_EQ(reply_read, reply);
        EXPECT_EQ(codec.serialize(request).size(), codec.serialize(reply).size()) << "symmetrical";
    }
}

TEST(StampPacket, EveryChangedBitUnderTheHmacIsFound) {
    const StampCodec codec = authenticated(key());
    const Bytes good = hex(kAuthenticatedRequest);
    for (size_t bit = 0; bit < good.size() * 8; ++bit) {
        Bytes changed = good;
        changed[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
        StampRequest read;
        EXPECT_EQ(codec.parse(changed, read), StampVerdict::kWrongHmac) << bit;
        EXPECT_EQ(read, StampRequest{}) << "nothing of it is used";
    }
}

TEST(StampPacket, AnotherKeyAndAnotherModeAreRefused) {
    StampRequest read;
    EXPECT_EQ(authenticated(Bytes(32, 9)).parse(hex(kAuthenticatedRequest), read), StampVerdict::kWrongHmac);
    EXPECT_EQ(authenticated(key()).parse(hex(kPlainRequest), read), StampVerdict::kTooShort);
    EXPECT_EQ(authenticated(key()).parse(Bytes(112), read), StampVerdict::kWrongHmac);
}

TEST(StampPacket, EveryShorterPacketIsTooShort) {
    for (const auto& [codec, digits] :
         {std::pair(StampCodec(), kPlainReply), std::pair(authenticated(key()), kAuthenticatedReply)}) {
        const Bytes whole = hex(digits);
        for (size_t size = 0; size < whole.size(); ++size) {
            StampReply reply;
            StampRequest request;
            EXPECT_EQ(codec.parse(ByteView(whole).first(size), reply), StampVerdict::kTooShort);
            EXPECT_EQ(codec.parse(ByteView(whole).first(size), request), StampVerdict::kTooShort);
        }
    }
}

TEST(StampPacket, TimesAreNtps) {
    EXPECT_EQ(ntp_time(0s), uint64_t{2'208'988'800} << 32);
    EXPECT_EQ(ntp_time(1s + 500ms), uint64_t{2'208'988'801} << 32 | 0x80000000U);
    // RFC 5905's first era ends on 7 February 2036 at 06:28:16: the seconds begin anew.
    EXPECT_EQ(ntp_time(std::chrono::seconds(2'085'978'496)), 0U);
    EXPECT_EQ(ntp_time(-1s), ntp_time(0s));
}

}  // namespace
}  // namespace hawser::health
