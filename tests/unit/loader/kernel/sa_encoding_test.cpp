// SPDX-License-Identifier: BSD-2-Clause
// Octets as a little-endian kernel takes them. iproute2 writes the same for the same SA, but for the order of
// the attributes, the ICMP flag, and the empty bitmap, which it leaves out.
#include "loader/kernel/sa_encoding.h"

#include <gtest/gtest.h>
#include <linux/netlink.h>
#include <linux/xfrm.h>
#include <netinet/in.h>

#include "loader/kernel/sa_decoding.h"
#include "loader/kernel/sa_moving.h"
#include "tests/unit/loader/kernel/golden.h"

namespace hawser::loader {
namespace {

using test::digits;
using test::hex_of;
using test::zeros;

SecretBytes counting(size_t size, uint8_t first) {
    SecretBytes bytes(size);
    for (size_t i = 0; i < size; ++i)
        bytes.data()[i] = static_cast<uint8_t>(first + i);
    return bytes;
}

SaRequest gcm_in() {
    SaRequest request;
    request.direction = SaDirection::kIn;
    request.source = *IpAddress::parse("192.0.2.1");
    request.destination = *IpAddress::parse("198.51.100.2");
    request.spi = 0xc0ffee01;
    request.if_id = IfId(7);
    request.encryption_key = counting(20, 0);
    request.encap = EspEncap{.source_port = 1024, .destination_port = 4500};
    return request;
}

SaRequest cbc_out(EspAlgorithm algorithm, size_t integrity_key) {
    SaRequest request;
    request.direction = SaDirection::kOut;
    request.source = *IpAddress::parse("2001:db8::1");
    request.destination = *IpAddress::parse("2001:db8::2");
    request.spi = 0x102;
    request.if_id = IfId(8);
    request.algorithm = algorithm;
    request.encryption_key = counting(16, 0xe0);
    request.integrity_key = counting(integrity_key, 0xa0);
    return request;
}

const std::string kNoLimits = std::string(64, 'f') + zeros(32);  // four limits, four expiry times
const std::string kNoCounters = zeros(32) + zeros(12);

TEST(SaEncoding, GcmInsideUdp) {
    const std::string expected =
        digits("18020000 1000 0506 00000000 00000000") +        // NEWSA, REQUEST ACK EXCL CREATE
        zeros(56) +                                             // selector: everything
        digits("c6336402") + zeros(12) +                        // to 198.51.100.2
        digits("c0ffee01 32 000000") +                          // SPI, ESP
        digits("c0000201") + zeros(12) +                        // from 192.0.2.1
        kNoLimits + kNoCounters +                               //
        digits("00000000 07000000 0200 01 00 b0") + zeros(7) +  // reqid, AF_INET, tunnel, ESN|AF_UNSPEC|ICMP
        digits("6000 1200") +                                   // ALG_AEAD
        digits("726663343130362867636d286165732929") + zeros(64 - 17) +
        digits("a0000000 80000000") +  // 160 bits with the salt, ICV 128
        digits("000102030405060708090a0b0c0d0e0f 10111213") + digits("9c00 1700") +  // REPLAY_ESN_VAL
        digits("20000000 00000000 00000000 00000000 00000000 00040000") +            // 32 words, window 1024
        zeros(128) +                                                                 //
        digits("1c00 0400 0200 0400 1194 0000") + zeros(16) +  // ENCAP: ESP in UDP, from 1024 to 4500
        digits("0800 2000 0a000000") +                         // MTIMER_THRESH
        digits("0800 1f00 07000000");                          // IF_ID
    EXPECT_EQ(hex_of(*encode_add_sa(gcm_in())), expected);
}

TEST(SaEncoding, OtherCiphersByTheKernelsNames) {
    SaRequest chacha = gcm_in();
    chacha.algorithm = EspAlgorithm::kChaCha20Poly1305;
    EXPECT_FALSE(encode_add_sa(chacha).ok()) << "16 octets of key";
    chacha.encryption_key = counting(36, 0);
    const std::string hex = hex_of(*encode_add_sa(chacha));
    // rfc7539esp(chacha20,poly1305), 288 bits with the salt, ICV 128
    EXPECT_NE(hex.find(digits("7000 1200 7266633735333965737028636861636861 32302c706f6c793133303529") +
                       zeros(64 - 29) + digits("20010000 80000000")),
              std::string::npos)
        << hex;
    SaRequest counter = cbc_out(EspAlgorithm::kAesCtrHmacSha256, 32);
    EXPECT_FALSE(encode_add_sa(counter).ok()) << "without salt";
    counter.encryption_key = counting(36, 0);
    // rfc3686(ctr(aes)), 288 bits with the salt
    EXPECT_NE(hex_of(*encode_add_sa(counter))
                  .find(digits("6c00 0200 7266633336383628637472286165732929") + zeros(64 - 17) +
                        digits("20010000")),
              std::string::npos);
}

TEST(SaEncoding, CbcSendsWithTheSmallestWindow) {
    const std::string hex = hex_of(*encode_add_sa(cbc_out(EspAlgorithm::kAesCbcHmacSha256, 32)));
    EXPECT_NE(hex.find(digits("0a00 01 00 a0") + zeros(7)), std::string::npos)
        << "AF_INET6, no ICMP when sending";
    const std::string auth = digits("6c00 1400 686d616328736861323536 29") + zeros(64 - 12) +
                             digits("00010000 80000000 a0a1a2a3");  // 256-bit key, truncated to 128
    EXPECT_NE(hex.find(auth), std::string::npos) << hex;
    const std::string crypt =
        digits("5800 0200 63626328616573 29") + zeros(64 - 8) + digits("80000000 e0e1e2e3");
    EXPECT_NE(hex.find(crypt), std::string::npos) << hex;
    const std::string replay = digits("2000 1700 01000000") + zeros(16) + digits("01000000 00000000");
    EXPECT_NE(hex.find(replay), std::string::npos) << hex;
}

TEST(SaEncoding, LimitsAreTheKernels) {
    SaRequest request = gcm_in();
    request.limits = {.soft_bytes = 1, .hard_bytes = 2, .hard_packets = 0x0304};
    const std::string hex = hex_of(*encode_add_sa(request));
    const std::string lifetime = digits("0100000000000000 0200000000000000") + std::string(16, 'f') +
                                 digits("0403000000000000") + zeros(32);
    EXPECT_NE(hex.find(digits("c0000201") + zeros(12) + lifetime), std::string::npos) << hex;
    EXPECT_EQ(decode_sa(*reinterpret_cast<const nlmsghdr*>(encode_add_sa(request)->bytes().data()))->limits,
              request.limits);
}

TEST(SaEncoding, TruncationIsTheRfcs) {
    const std::string sha384 = hex_of(*encode_add_sa(cbc_out(EspAlgorithm::kAesCbcHmacSha384, 48)));
    EXPECT_NE(sha384.find(digits("80010000 c0000000 a0a1a2a3")), std::string::npos) << "384 -> 192";
    const std::string sha512 = hex_of(*encode_add_sa(cbc_out(EspAlgorithm::kAesCbcHmacSha512, 64)));
    EXPECT_NE(sha512.find(digits("00020000 00010000 a0a1a2a3")), std::string::npos) << "512 -> 256";
}

TEST(SaEncoding, WithoutEsnNothingIsSaidWhenSending) {
    SaRequest request = cbc_out(EspAlgorithm::kAesCbcHmacSha256, 32);
    request.esn = false;
    EXPECT_EQ(hex_of(*encode_add_sa(request)).find(digits("2000 1700")), std::string::npos);
}

TEST(SaEncoding, KeysThatDoNotFitAreRefusedWithoutShowingThem) {
    SaRequest short_key = gcm_in();
    short_key.encryption_key = counting(16, 0x11);
    const auto refused = encode_add_sa(short_key);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().text(),
              "SA c0ffee01 to 198.51.100.2: keys of 16 and 0 octets do not fit its algorithm");
    SaRequest both = gcm_in();
    both.integrity_key = counting(32, 0);
    EXPECT_FALSE(encode_add_sa(both).ok());
    EXPECT_FALSE(encode_add_sa(cbc_out(EspAlgorithm::kAesCbcHmacSha512, 32)).ok());
}

TEST(SaEncoding, DeleteNamesDestinationSpiAndProtocol) {
    EXPECT_EQ(
        hex_of(encode_delete_sa(gcm_in().key())),
        digits("28000000 1100 0500 00000000 00000000 c6336402") + zeros(12) + digits("c0ffee01 0200 32 00"));
}

/// The message with which an SA was asked for is, but for what the kernel adds, the one that lists it.
const nlmsghdr& as_listed(const NetlinkMessage& message) {
    return *reinterpret_cast<const nlmsghdr*>(message.bytes().data());
}

TEST(SaDecoding, AMappingSaysWhereThePeerWasSeen) {
    xfrm_user_mapping told{};
    told.id.daddr.a4 = htonl(0xc6336402);
    told.id.spi = htonl(0xc0ffee01);
    told.id.family = AF_INET;
    told.id.proto = IPPROTO_ESP;
    told.reqid = 7;
    told.old_saddr.a4 = htonl(0xc0000201);
    told.new_saddr.a4 = htonl(0xc000024d);
    told.old_sport = htons(24500);
    told.new_sport = htons(34500);
    NetlinkMessage message(XFRM_MSG_MAPPING, 0);
    message.put_header(told);
    const auto mapping = decode_mapping(as_listed(message));
    ASSERT_TRUE(mapping);
    EXPECT_EQ(mapping->key.destination.to_string(), "198.51.100.2");
    EXPECT_EQ(mapping->key.spi, 0xc0ffee01U);
    EXPECT_EQ(mapping->key.if_id, IfId(7));
    EXPECT_EQ(mapping->seen.to_string(), "192.0.2.77[34500]");
    EXPECT_FALSE(decode_expiry(as_listed(message)));
}

TEST(SaDecoding, ReadsBackWhatWasAsked) {
    const NetlinkMessage message = *encode_add_sa(gcm_in());
    const auto sa = decode_sa(as_listed(message));
    ASSERT_TRUE(sa.has_value());
    EXPECT_EQ(sa->key, gcm_in().key());
    EXPECT_EQ(sa->source, gcm_in().source);
    EXPECT_EQ(sa->direction, SaDirection::kIn);
    EXPECT_EQ(sa->replay_window, 1024U);
    EXPECT_TRUE(sa->esn);
    EXPECT_EQ(sa->encap, gcm_in().encap);
    EXPECT_EQ(sa->reqid, 7U);
    const NetlinkMessage out = *encode_add_sa(cbc_out(EspAlgorithm::kAesCbcHmacSha256, 32));
    EXPECT_EQ(decode_sa(as_listed(out))->direction, SaDirection::kOut);
}

/// XFRM_MSG_EXPIRE of an SA as the kernel sends it.
NetlinkMessage expire_message(bool hard) {
    const NetlinkMessage asked = *encode_add_sa(gcm_in());
    xfrm_user_expire expire{};
    std::memcpy(&expire.state, asked.bytes().data() + NLMSG_HDRLEN, sizeof(expire.state));
    expire.hard = hard ? 1 : 0;
    NetlinkMessage message(XFRM_MSG_EXPIRE, 0);
    message.put_header(expire);
    message.put_u32(XFRMA_IF_ID, 7);
    return message;
}

TEST(SaDecoding, ReadsWhichSaHasExpired) {
    EXPECT_EQ(decode_expiry(as_listed(expire_message(false))),
              (SaExpiry{.key = gcm_in().key(), .hard = false}));
    EXPECT_EQ(decode_expiry(as_listed(expire_message(true))),
              (SaExpiry{.key = gcm_in().key(), .hard = true}));
    EXPECT_EQ(decode_expiry(as_listed(*encode_add_sa(gcm_in()))), std::nullopt);
    Bytes cut = to_bytes(expire_message(true).bytes());
    for (uint32_t length = 0; length < cut.size(); ++length) {
        reinterpret_cast<nlmsghdr*>(cut.data())->nlmsg_len = length;
        EXPECT_EQ(decode_expiry(*reinterpret_cast<const nlmsghdr*>(cut.data())), std::nullopt) << length;
    }
}

TEST(SaDecoding, SaysNothingOfMessagesCutShort) {
    const NetlinkMessage message = *encode_add_sa(gcm_in());
    size_t read = 0;
    for (uint32_t length = 0; length < message.size(); ++length) {
        Bytes cut = to_bytes(message.bytes().first(std::max<size_t>(length, sizeof(nlmsghdr))));
        reinterpret_cast<nlmsghdr*>(cut.data())->nlmsg_len = length;
        // Without its last attribute there is no if_id, and so no SA of ours.
        read += decode_sa(*reinterpret_cast<const nlmsghdr*>(cut.data())).has_value() ? 1 : 0;
    }
    EXPECT_EQ(read, 0U);
}

/// `asked` as the kernel would list it after `sent` packets.
NetlinkMessage sent_packets(NetlinkMessage asked, uint32_t sent, uint32_t high) {
    const Bytes bytes = to_bytes(asked.bytes());
    const Bytes attribute = {0x20, 0x00, 0x17, 0x00};
    const auto at = std::search(bytes.begin(), bytes.end(), attribute.begin(), attribute.end());
    const auto offset = static_cast<size_t>(at - bytes.begin()) + attribute.size();
    asked.overwrite(offset + offsetof(xfrm_replay_state_esn, oseq), {reinterpret_cast<uint8_t*>(&sent), 4});
    asked.overwrite(offset + offsetof(xfrm_replay_state_esn, oseq_hi),
                    {reinterpret_cast<uint8_t*>(&high), 4});
    return asked;
}

TEST(SaMoving, LeavesOutSequenceNumbersAndCarriesOver) {
    const SaRequest request = cbc_out(EspAlgorithm::kAesCbcHmacSha256, 32);
    const NetlinkMessage listed = sent_packets(*encode_add_sa(request), 0xff800000, 5);
    const auto moved = encode_moved_sa(as_listed(listed), {.source = *IpAddress::parse("192.0.2.9"),
                                                           .destination = *IpAddress::parse("192.0.2.10"),
                                                           .encap = {}});
    ASSERT_TRUE(moved.has_value());
    const std::string replay = digits("2000 1700 01000000 00008000 00000000 06000000");
    EXPECT_NE(hex_of(*moved).find(replay), std::string::npos) << hex_of(*moved);
    const auto sa = decode_sa(as_listed(*moved));
    EXPECT_EQ(sa->key.destination, *IpAddress::parse("192.0.2.10"));
    EXPECT_EQ(sa->key.spi, request.spi);
    EXPECT_EQ(sa->encap, std::nullopt);
}

TEST(SaMoving, RefusesWhereSequenceNumbersWouldBeginAnew) {
    const SaRequest request = cbc_out(EspAlgorithm::kAesCbcHmacSha256, 32);
    NetlinkMessage listed = sent_packets(*encode_add_sa(request), 0xff800000, 0);
    xfrm_usersa_info info;
    std::memcpy(&info, listed.bytes().data() + NLMSG_HDRLEN, sizeof(info));
    info.flags = static_cast<uint8_t>(info.flags & ~XFRM_STATE_ESN);
    listed.overwrite(NLMSG_HDRLEN, {reinterpret_cast<const uint8_t*>(&info), sizeof(info)});
    EXPECT_FALSE(encode_moved_sa(as_listed(listed), {request.source, request.destination, {}}).has_value());
}

TEST(SaMoving, RefusesKeysThatTheKernelHides) {
    SaRequest hidden = gcm_in();
    hidden.encryption_key = SecretBytes(20);
    const NetlinkMessage listed = *encode_add_sa(hidden);
    EXPECT_FALSE(encode_moved_sa(as_listed(listed), {hidden.source, hidden.destination, {}}).has_value());
    EXPECT_FALSE(encode_updated_sa(as_listed(listed), {}).has_value());
    const NetlinkMessage shown = *encode_add_sa(gcm_in());
    EXPECT_TRUE(encode_updated_sa(as_listed(shown), {}).has_value());
}

}  // namespace
}  // namespace hawser::loader
