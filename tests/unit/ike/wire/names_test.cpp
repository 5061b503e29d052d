// SPDX-License-Identifier: BSD-2-Clause
#include <gtest/gtest.h>

#include "ike/wire/constants.h"

namespace hawser::ike {
namespace {

TEST(Names, AreThoseOfTheRegistryAndOfStrongSwan) {
    EXPECT_EQ(to_string(ExchangeType::kCreateChildSa), "CREATE_CHILD_SA");
    EXPECT_EQ(to_string(PayloadType::kTsInitiator), "TRAFFIC_SELECTOR_INITIATOR");
    EXPECT_EQ(short_name(PayloadType::kTsInitiator), "TSi");
    EXPECT_EQ(to_string(ProtocolId::kEsp), "ESP");
    EXPECT_EQ(to_string(IdType::kKeyId), "ID_KEY_ID");
    EXPECT_EQ(to_string(AuthMethod::kSharedKey), "pre-shared key");
    EXPECT_EQ(to_string(TsType::kIpv6AddrRange), "TS_IPV6_ADDR_RANGE");
    EXPECT_EQ(to_string(EncryptionId::kAesGcm16), "AES_GCM_16");
    EXPECT_EQ(to_string(PrfId::kHmacSha2_384), "PRF_HMAC_SHA2_384");
    EXPECT_EQ(to_string(IntegrityId::kHmacSha2_512_256), "HMAC_SHA2_512_256");
    EXPECT_EQ(to_string(GroupId::kCurve25519), "CURVE_25519");
    EXPECT_EQ(to_string(EsnId::kNoEsn), "NO_EXT_SEQ");
    EXPECT_EQ(to_string(TransformType::kKeyExchange), "KE");
}

TEST(Names, GiveUnknownNumbersInParentheses) {
    EXPECT_EQ(to_string(static_cast<ExchangeType>(99)), "(99)");
    EXPECT_EQ(to_string(static_cast<GroupId>(1234)), "(1234)");
    EXPECT_EQ(to_string(static_cast<NotifyType>(3)), "(3)");
    EXPECT_EQ(short_name(static_cast<NotifyType>(65535)), "(65535)");
}

TEST(NotifyNames, AreFoundAtBothEndsOfTheTable) {
    EXPECT_EQ(to_string(NotifyType::kUnsupportedCriticalPayload), "UNSUPPORTED_CRITICAL_PAYLOAD");
    EXPECT_EQ(to_string(NotifyType::kPpkIdentityKey), "PPK_IDENTITY_KEY");
    EXPECT_EQ(short_name(NotifyType::kAuthenticationFailed), "AUTH_FAILED");
    EXPECT_EQ(short_name(NotifyType::kRekeySa), "REKEY_SA");
}

TEST(NotifyNames, AreOrderedSoThatEachIsFound) {
    int named = 0;
    for (unsigned value = 0; value < 65536; ++value) {
        const std::string name = to_string(static_cast<NotifyType>(value));
        if (name.front() != '(') ++named;
    }
    EXPECT_EQ(named, 87);
}

TEST(NotifyType, TellsErrorsFromStatus) {
    EXPECT_TRUE(is_error(NotifyType::kTsMaxQueue));
    EXPECT_TRUE(is_error(static_cast<NotifyType>(16383)));
    EXPECT_FALSE(is_error(NotifyType::kInitialContact));
    EXPECT_TRUE(is_private_use(static_cast<NotifyType>(40960)));
    EXPECT_FALSE(is_private_use(static_cast<NotifyType>(40959)));
}

}  // namespace
}  // namespace hawser::ike
