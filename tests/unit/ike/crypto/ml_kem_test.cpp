// SPDX-License-Identifier: BSD-2-Clause
#include <gtest/gtest.h>
#include <openssl/crypto.h>

#include "base/hex.h"
#include "ike/crypto/algorithms.h"
#include "ike/crypto/key_exchange.h"
#include "tests/unit/ike/crypto/support.h"

namespace hawser::ike {
namespace {

constexpr GroupId kSets[] = {GroupId::kMlKem512, GroupId::kMlKem768, GroupId::kMlKem1024};

TEST(MlKem, IsNotThereWhereOpensslHasNone) {
    if (supports_group(GroupId::kMlKem768)) GTEST_SKIP() << "this is " << OpenSSL_version(OPENSSL_VERSION);
    test::FixedRandom random(Bytes(1));
    for (GroupId group : kSets) {
        EXPECT_FALSE(supports_group(group));
        EXPECT_EQ(key_exchange_value_size(group), 0u);
        EXPECT_EQ(key_exchange_answer_size(group), 0u);
        EXPECT_FALSE(KeyExchange::create(group, random).ok());
        EXPECT_FALSE(KeyExchange::respond(group, Bytes(1184), random).ok());
    }
}

class MlKemThere : public testing::Test {
 protected:
    void SetUp() override {
        if (!supports_group(GroupId::kMlKem768))
            GTEST_SKIP() << OpenSSL_version(OPENSSL_VERSION)
                         << " has no ML-KEM, 3.5 has; openssl35.sh brings one";
    }
};

TEST_F(MlKemThere, BothSidesAgree) {
    const size_t keys[] = {800, 1184, 1568};
    const size_t ciphertexts[] = {768, 1088, 1568};
    for (size_t i = 0; i < 3; ++i) {
        SCOPED_TRACE(to_string(kSets[i]));
        test::FixedRandom random(test::counted(251, 3));
        auto initiator = KeyExchange::create(kSets[i], random);
        ASSERT_TRUE(initiator.ok()) << initiator.error().text();
        EXPECT_EQ((*initiator)->public_value().size(), keys[i]);
        EXPECT_EQ(key_exchange_value_size(kSets[i]), keys[i]);
        const auto answer = KeyExchange::respond(kSets[i], (*initiator)->public_value(), random);
        ASSERT_TRUE(answer.ok() && *answer);
        EXPECT_EQ((*answer)->value.size(), ciphertexts[i]);
        const auto secret = (*initiator)->shared_secret((*answer)->value);
        ASSERT_TRUE(secret);
        EXPECT_EQ(to_hex(secret->view()), to_hex((*answer)->shared_secret.view()));
        EXPECT_FALSE((*initiator)->shared_secret(Bytes(ciphertexts[i] - 1)));
        // Implicit rejection: another secret, not an error.
        Bytes changed = (*answer)->value;
        changed[0] ^= 1;
        const auto other = (*initiator)->shared_secret(changed);
        ASSERT_TRUE(other);
        EXPECT_NE(to_hex(other->view()), to_hex(secret->view()));
    }
}

TEST_F(MlKemThere, DrawsAllFromItsSource) {
    for (GroupId group : kSets) {
        test::FixedRandom once(test::counted(96, 3));
        test::FixedRandom again(test::counted(96, 3));
        const auto a = KeyExchange::create(group, once);
        const auto b = KeyExchange::create(group, again);
        ASSERT_TRUE(a.ok() && b.ok());
        EXPECT_EQ(to_hex((*a)->public_value()), to_hex((*b)->public_value()));
        const auto x = KeyExchange::respond(group, (*a)->public_value(), once);
        const auto y = KeyExchange::respond(group, (*a)->public_value(), again);
        ASSERT_TRUE(x.ok() && y.ok() && *x && *y);
        EXPECT_EQ(to_hex((*x)->value), to_hex((*y)->value));
    }
}

TEST_F(MlKemThere, RefusesKeysThatAreNone) {
    test::FixedRandom random(test::counted(96, 3));
    for (GroupId group : kSets) {
        const size_t size = key_exchange_value_size(group);
        for (const Bytes& bad : {Bytes(), Bytes(size - 1), Bytes(size + 1), Bytes(size, 0xff)}) {
            const auto answer = KeyExchange::respond(group, bad, random);
            ASSERT_TRUE(answer.ok());
            EXPECT_FALSE(*answer) << "coefficients beyond the modulus, or a wrong length";
        }
    }
}

}  // namespace
}  // namespace hawser::ike
