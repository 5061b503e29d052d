// SPDX-License-Identifier: BSD-2-Clause
#include "tests/unit/ike/wire/samples.h"

#include <gtest/gtest.h>

#include <string>

#include "base/hex.h"

namespace hawser::ike::test {

namespace {

constexpr IkeSpi kInitiatorSpi{0x0102030405060708};
constexpr IkeSpi kResponderSpi{0xa1a2a3a4a5a6a7a8};

IkeHeader header(ExchangeType exchange, bool response, uint32_t message_id) {
    IkeHeader header;
    header.initiator_spi = kInitiatorSpi;
    header.responder_spi = exchange == ExchangeType::kIkeSaInit && !response ? IkeSpi() : kResponderSpi;
    header.exchange = exchange;
    header.from_initiator = !response;
    header.response = response;
    header.message_id = MessageId(message_id);
    return header;
}

SaPayload ike_proposals() {
    Proposal first;
    first.number = 1;
    first.protocol = ProtocolId::kIke;
    first.transforms = {Transform::encryption(EncryptionId::kAesGcm16, 128),
                        Transform::prf(PrfId::kHmacSha2_256), Transform::key_exchange(GroupId::kCurve25519)};
    Proposal second = first;
    second.number = 2;
    second.transforms = {Transform::encryption(EncryptionId::kAesCbc, 256),
                         Transform::integrity(IntegrityId::kHmacSha2_256_128),
                         Transform::prf(PrfId::kHmacSha2_512), Transform::key_exchange(GroupId::kModp2048)};
    return {{first, second}};
}

SaPayload esp_proposal(uint32_t spi) {
    Proposal proposal;
    proposal.protocol = ProtocolId::kEsp;
    proposal.set_esp_spi(EspSpi(spi));
    proposal.transforms = {Transform::encryption(EncryptionId::kAesGcm16, 256), Transform::esn(EsnId::kNoEsn),
                           Transform::esn(EsnId::kEsn)};
    return {{proposal}};
}

TrafficSelector network(const char* text) {
    return TrafficSelector(*IpPrefix::parse(text));
}

Bytes counted(size_t size, uint8_t first) {
    Bytes bytes(size);
    for (size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<uint8_t>(first + i);
    return bytes;
}

}  // namespace

Bytes hex(std::string_view text) {
    std::string digits;
    for (char c : text)
        if (c != ' ' && c != '\n') digits += c;
    auto bytes = from_hex(digits);
    EXPECT_TRUE(bytes.ok()) << text;
    return bytes.ok() ? *bytes : Bytes{};
}

Message ike_sa_init_request() {
    return {header(ExchangeType::kIkeSaInit, false, 0),
            {ike_proposals(), KePayload{GroupId::kCurve25519, counted(32, 1)}, NoncePayload{counted(32, 100)},
             NotifyPayload::of(NotifyType::kNatDetectionSourceIp, counted(20, 3)),
             NotifyPayload::of(NotifyType::kNatDetectionDestinationIp, counted(20, 4)),
             NotifyPayload::of(NotifyType::kIkev2FragmentationSupported), VendorIdPayload{counted(16, 7)}},
            false};
}

Message ike_sa_init_response() {
    SaPayload chosen = ike_proposals();
    chosen.proposals.resize(1);
    return {header(ExchangeType::kIkeSaInit, true, 0),
            {chosen, KePayload{GroupId::kCurve25519, counted(32, 9)}, NoncePayload{counted(32, 200)},
             CertRequestPayload{CertEncoding::kX509Signature, {{1, 2, 3}}, {}}},
            false};
}

Message ike_auth_request() {
    return {header(ExchangeType::kIkeAuth, false, 1),
            {IdiPayload{Identity::fqdn("branch.example"), {}}, NotifyPayload::of(NotifyType::kInitialContact),
             IdrPayload{Identity::from_address(*IpAddress::parse("2001:db8::1")), {}},
             AuthPayload{AuthMethod::kSharedKey, counted(32, 50)}, esp_proposal(0xc0ffee01),
             TsiPayload{{network("10.1.0.0/16"), network("2001:db8:1::/48")}, 0},
             TsrPayload{{network("10.2.0.0/16")}, 0}, NotifyPayload::of(NotifyType::kMobikeSupported)},
            true};
}

Message ike_auth_response() {
    return {header(ExchangeType::kIkeAuth, true, 1),
            {IdrPayload{Identity::fqdn("pop.example"), {}},
             AuthPayload{AuthMethod::kSharedKey, counted(32, 60)}, esp_proposal(0xc0ffee02),
             TsiPayload{{network("10.1.0.0/16")}, 0}, TsrPayload{{network("10.2.0.0/16")}, 0}},
            true};
}

Message create_child_sa_request() {
    return {header(ExchangeType::kCreateChildSa, false, 2),
            {NotifyPayload::of_esp(NotifyType::kRekeySa, EspSpi(0xc0ffee01)), esp_proposal(0xc0ffee03),
             NoncePayload{counted(32, 5)}, KePayload{GroupId::kEcp256, counted(64, 1)},
             TsiPayload{{network("10.1.0.0/16")}, 0}, TsrPayload{{network("10.2.0.0/16")}, 0}},
            true};
}

Message create_child_sa_response() {
    Message message = create_child_sa_request();
    message.header = header(ExchangeType::kCreateChildSa, true, 2);
    message.payloads.erase(message.payloads.begin());
    return message;
}

Message informational_request() {
    return {header(ExchangeType::kInformational, false, 3),
            {DeletePayload{ProtocolId::kEsp, {EspSpi(0xc0ffee01), EspSpi(0xc0ffee03)}}},
            true};
}

}  // namespace hawser::ike::test
