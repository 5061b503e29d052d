// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/rules.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/ike/wire/samples.h"

namespace hawser::ike {
namespace {

std::string verdict(const Message& message) {
    const auto refusal = check_payload_rules(message);
    if (!refusal) return "legal";
    EXPECT_EQ(refusal->notify, NotifyType::kInvalidSyntax);
    return refusal->reason;
}

constexpr const char* kMissing = "a payload that the exchange needs is missing";
constexpr const char* kTooOften = "a payload occurs more often than its exchange allows";
constexpr const char* kNoPlace = "payload has no place in its exchange";

/// The message without its payloads of one type.
Message without(Message message, PayloadType type) {
    std::erase_if(message.payloads, [type](const Payload& payload) { return type_of(payload) == type; });
    return message;
}

Message with(Message message, Payload payload) {
    message.payloads.push_back(std::move(payload));
    return message;
}

TEST(PayloadRules, AllowWhatPeersSend) {
    for (const Message& message :
         {test::ike_sa_init_request(), test::ike_sa_init_response(), test::ike_auth_request(),
          test::ike_auth_response(), test::create_child_sa_request(), test::create_child_sa_response(),
          test::informational_request()}) {
        EXPECT_EQ(verdict(message), "legal") << message.to_string();
    }
    Message keepalive = test::informational_request();
    keepalive.payloads.clear();
    EXPECT_EQ(verdict(keepalive), "legal");
}

TEST(PayloadRules, DemandWhatAnExchangeNeeds) {
    for (PayloadType type :
         {PayloadType::kSecurityAssociation, PayloadType::kKeyExchange, PayloadType::kNonce}) {
        EXPECT_EQ(verdict(without(test::ike_sa_init_request(), type)), kMissing) << to_string(type);
        EXPECT_EQ(verdict(without(test::ike_sa_init_response(), type)), kMissing) << to_string(type);
    }
    EXPECT_EQ(verdict(without(test::ike_auth_request(), PayloadType::kIdInitiator)), kMissing);
    EXPECT_EQ(verdict(without(test::ike_auth_response(), PayloadType::kAuthentication)), kMissing);
    EXPECT_EQ(verdict(without(test::create_child_sa_request(), PayloadType::kNonce)), kMissing);
}

TEST(PayloadRules, AllowNoSecondOfItsKind) {
    EXPECT_EQ(verdict(with(test::ike_sa_init_request(), KePayload{GroupId::kEcp256, Bytes(64)})), kTooOften);
    EXPECT_EQ(verdict(with(test::ike_auth_request(), IdiPayload{Identity::fqdn("other.example"), {}})),
              kTooOften);
    EXPECT_EQ(verdict(with(test::ike_auth_request(), AuthPayload{})), kTooOften);
    EXPECT_EQ(verdict(with(test::create_child_sa_request(), TsiPayload{})), kTooOften);
}

TEST(PayloadRules, AllowNothingThatIsOutOfPlace) {
    EXPECT_EQ(verdict(with(test::ike_sa_init_request(), DeletePayload{})), kNoPlace);
    EXPECT_EQ(verdict(with(test::ike_sa_init_request(), EncryptedPayload{})), kNoPlace);
    EXPECT_EQ(verdict(with(test::ike_auth_response(), IdiPayload{})), kNoPlace);
    EXPECT_EQ(verdict(with(test::informational_request(), SaPayload{})), kNoPlace);
    EXPECT_EQ(verdict(with(test::informational_request(), EncryptedFragmentPayload{})), kNoPlace);
}

TEST(PayloadRules, DemandProtectionWhereItBelongs) {
    Message bare = test::informational_request();
    bare.is_protected = false;
    EXPECT_EQ(verdict(bare), "message of this exchange must be protected");
    Message wrapped = test::ike_sa_init_request();
    wrapped.is_protected = true;
    EXPECT_EQ(verdict(wrapped), "message of this exchange must be in the clear");
}

TEST(PayloadRules, AllowAResponseThatOnlySaysWhyNot) {
    Message response = test::ike_sa_init_response();
    for (NotifyType type : {NotifyType::kCookie, NotifyType::kInvalidKePayload, NotifyType::kNoProposalChosen,
                            NotifyType::kRedirect}) {
        response.payloads = {NotifyPayload::of(type)};
        EXPECT_EQ(verdict(response), "legal") << to_string(type);
    }
    Message failed = test::ike_auth_response();
    failed.payloads = {NotifyPayload::of(NotifyType::kAuthenticationFailed)};
    EXPECT_EQ(verdict(failed), "legal");
    failed.payloads = {NotifyPayload::of(NotifyType::kCookie)};
    EXPECT_EQ(verdict(failed), kMissing);
}

TEST(PayloadRules, DoNotLetAnErrorExcuseARequest) {
    Message request = test::ike_sa_init_request();
    request.payloads = {NotifyPayload::of(NotifyType::kNoProposalChosen)};
    EXPECT_EQ(verdict(request), kMissing);
}

TEST(PayloadRules, KnowNoOtherExchange) {
    Message message = test::informational_request();
    message.header.exchange = static_cast<ExchangeType>(200);
    EXPECT_EQ(verdict(message), "exchange type is not known");
}

}  // namespace
}  // namespace hawser::ike
