// SPDX-License-Identifier: BSD-2-Clause
// Both sides prove themselves by certificates, or one of them: every kind of key in every role, by RFC 7427
// and by the methods from before it.
#include <gtest/gtest.h>

#include "tests/exchange/certified_pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

struct Key {
    const char* name;
    KeyPair (*make)();
    /// How the other side calls the method without RFC 7427; null: there is none.
    const char* old_method;
};

const Key kKeys[] = {
    {"Rsa2048", [] { return rsa_pair(2048); }, "RSA signature"},
    {"Rsa3072", [] { return rsa_pair(3072); }, "RSA signature"},
    {"EcdsaP256", [] { return ec_pair("P-256"); }, "ECDSA-256 signature"},
    {"EcdsaP384", [] { return ec_pair("P-384"); }, "ECDSA-384 signature"},
    {"EcdsaP521", [] { return ec_pair("P-521"); }, "ECDSA-521 signature"},
    {"Ed25519", [] { return eddsa_pair("ED25519"); }, nullptr},
    {"Ed448", [] { return eddsa_pair("ED448"); }, nullptr},
};

void PrintTo(const Key& key, std::ostream* out) {
    *out << key.name;
}

class EveryKey : public testing::TestWithParam<Key> {};

TEST_P(EveryKey, OfTheInitiatorByRfc7427) {
    CertifiedPair pair(GetParam().make());
    pair.start();
    ASSERT_TRUE(pair.comes_up()) << pair.link.right.failure_text();
    EXPECT_EQ(method_seen_by(pair.link.right), "digital signature");
}

TEST_P(EveryKey, OfTheResponderByRfc7427) {
    CertifiedPair pair(any_pair(), GetParam().make());
    pair.start();
    ASSERT_TRUE(pair.comes_up()) << pair.link.left.failure_text();
    EXPECT_EQ(method_seen_by(pair.link.left), "digital signature");
}

TEST_P(EveryKey, OfTheInitiatorForAPeerWithoutRfc7427) {
    CertifiedPair pair(GetParam().make());
    pair.right.auth.hashes.clear();
    pair.start();
    if (GetParam().old_method == nullptr) {
        ASSERT_TRUE(pair.fails());
        EXPECT_EQ(pair.link.left.failure(), FailureReason::kOwnCredential);
        EXPECT_NE(pair.link.left.failure_text().find("peer does not speak RFC 7427"), std::string::npos)
            << pair.link.left.failure_text();
        return;
    }
    ASSERT_TRUE(pair.comes_up()) << pair.link.right.failure_text();
    EXPECT_EQ(method_seen_by(pair.link.right), GetParam().old_method);
}

TEST_P(EveryKey, OfTheResponderForAPeerWithoutRfc7427) {
    CertifiedPair pair(any_pair(), GetParam().make());
    pair.left.auth.hashes.clear();
    pair.start();
    if (GetParam().old_method == nullptr) {
        ASSERT_TRUE(pair.fails());
        EXPECT_EQ(pair.link.left.failure(), FailureReason::kPeerRefusesAuthentication);
        EXPECT_EQ(pair.link.right.failure(), FailureReason::kOwnCredential);
        EXPECT_EQ(pair.link.right.endpoint->sa_count(), 0u);
        return;
    }
    ASSERT_TRUE(pair.comes_up()) << pair.link.left.failure_text();
    EXPECT_EQ(method_seen_by(pair.link.left), GetParam().old_method);
}

INSTANTIATE_TEST_SUITE_P(Keys, EveryKey, testing::ValuesIn(kKeys),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Certificates, AndAPreSharedKeyGoTogether) {
    CertifiedPair initiator_has_one;
    const auto key = secret("a key for one direction");
    initiator_has_one.right.auth.local = {key, nullptr};
    initiator_has_one.left.auth.remote = {key, nullptr};
    initiator_has_one.start();
    ASSERT_TRUE(initiator_has_one.comes_up()) << initiator_has_one.link.right.failure_text();
    EXPECT_EQ(method_seen_by(initiator_has_one.link.left), "pre-shared key");

    CertifiedPair responder_has_one;
    responder_has_one.left.auth.local = {key, nullptr};
    responder_has_one.right.auth.remote = {key, nullptr};
    responder_has_one.start();
    ASSERT_TRUE(responder_has_one.comes_up()) << responder_has_one.link.left.failure_text();
    EXPECT_EQ(method_seen_by(responder_has_one.link.right), "pre-shared key");
    EXPECT_EQ(method_seen_by(responder_has_one.link.left), "digital signature");
}

TEST(Certificates, BelowIntermediatesAreSentWithThem) {
    CertifiedPair pair;
    Wish wish{.common_name = "middle", .is_ca = true};
    const Issued middle = issue(pair.ca, wish);
    const Issued leaf = issue(middle, {.common_name = "branch", .alternative_names = "DNS:branch.example"});
    pair.left.auth.local.credential = credential_of(leaf, {pair.ca, middle});
    pair.start();
    EXPECT_TRUE(pair.comes_up()) << pair.link.right.failure_text();
}

TEST(Certificates, OfOneSideAreRenewedWithoutAGap) {
    CertifiedPair pair;
    pair.left.reauth_time = 10min;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    const IkeSpi first = pair.link.left.status().initiator_spi;
    pair.link.run_for(11min);
    EXPECT_TRUE(pair.comes_up(20s)) << pair.is_one_tunnel().message();
    EXPECT_NE(pair.link.left.status().initiator_spi, first);
    for (const StateChanged& change : pair.link.left.changes)
        EXPECT_TRUE(change.from != IkeSaState::kEstablished || change.to == IkeSaState::kEstablished)
            << change.reason;
}

TEST(Certificates, AreAskedForByTheCasThatMayHaveIssuedThem) {
    CertifiedPair pair;
    pair.start();
    pair.link.pass();
    EXPECT_NE(pair.link.trace.back().find("CERTREQ"), std::string::npos) << pair.link.trace.back();

    CertifiedPair one_of_two;
    ConnectionConfig other = one_of_two.right;
    other.id = ConnectionId(2);
    other.name = "other";
    other.remote_identity = Identity::fqdn("other.example");
    other.auth = Authentication::by_psk(secret("a key of another peer's with the same address"));
    ASSERT_TRUE(one_of_two.link.right.endpoint->add(other, one_of_two.link.now).ok());
    one_of_two.start();
    one_of_two.link.pass();
    EXPECT_NE(one_of_two.link.trace.back().find("CERTREQ"), std::string::npos)
        << "which of them the peer means is not known yet: " << one_of_two.link.trace.back();
    EXPECT_TRUE(one_of_two.comes_up());

    Pair by_key;
    by_key.start();
    by_key.link.pass();
    EXPECT_EQ(by_key.link.trace.back().find("CERTREQ"), std::string::npos) << by_key.link.trace.back();
}

TEST(Certificates, AreReplacedWithoutLosingSas) {
    CertifiedPair pair;
    pair.left.reauth_time = 10min;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    const IkeSpi first = pair.link.left.status().initiator_spi;
    // Another CA on both sides, and a key pair whose old method tells it from the other.
    const Issued other_ca = root("other");
    const auto replace = [&](Side& side, const ConnectionConfig& config, const std::string& name) {
        const Issued leaf = issue(other_ca, {.common_name = name, .alternative_names = "DNS:" + name});
        Authentication auth = Authentication::by_certificate(credential_of(leaf), trust_in({other_ca}));
        const auto renewed =
            side.endpoint->renew_authentication(config.id, config.local_identity, auth, pair.link.now);
        ASSERT_TRUE(renewed.ok()) << renewed.error().text();
    };
    replace(pair.link.left, pair.left, "branch.example");
    replace(pair.link.right, pair.right, "pop.example");
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    EXPECT_EQ(pair.link.left.status().initiator_spi, first) << "SAs stay";
    ASSERT_TRUE(pair.link.left.endpoint->rekey_ike(ConnectionId(1), pair.link.now).ok());
    EXPECT_TRUE(pair.comes_up(20s));
    pair.link.run_for(11min);
    EXPECT_TRUE(pair.comes_up(20s)) << pair.is_one_tunnel().message();
    EXPECT_GE(pair.link.left.endpoint->counters().ike_sas_established, 2u) << "authenticated by the new CA";
    EXPECT_EQ(pair.link.right.endpoint->counters().peers_refused, 0u);

    // One side alone: the other one refuses it from then on, and by nothing that was before.
    Authentication old = pair.left.auth;
    ASSERT_TRUE(pair.link.left.endpoint
                    ->renew_authentication(ConnectionId(1), pair.left.local_identity, old, pair.link.now)
                    .ok());
    EXPECT_TRUE(pair.link.left.is_up());
    pair.link.run_for(11min);
    EXPECT_GE(pair.link.right.endpoint->counters().peers_refused, 1u);
    EXPECT_FALSE(
        pair.link.left.endpoint->renew_authentication(ConnectionId(1), Identity(), old, pair.link.now).ok());
    EXPECT_FALSE(pair.link.left.endpoint
                     ->renew_authentication(ConnectionId(7), pair.left.local_identity, old, pair.link.now)
                     .ok());
}

struct Naming {
    const char* identity;
    const char* alternative_names;
    const char* expected;
};

class EveryIdentity : public testing::TestWithParam<Naming> {};

TEST_P(EveryIdentity, IsConfirmedByTheCertificate) {
    CertifiedPair pair;
    pair.left.local_identity = Identity::parse(GetParam().identity).value();
    pair.left.auth.local.credential = credential_of(
        pair.certificate("moon", [](Wish& wish) { wish.alternative_names = GetParam().alternative_names; }));
    pair.right.remote_identity = Identity::parse(GetParam().expected).value();
    pair.start();
    EXPECT_TRUE(pair.comes_up()) << pair.link.right.failure_text();
}

INSTANTIATE_TEST_SUITE_P(
    Types, EveryIdentity,
    testing::Values(Naming{"moon.example", "DNS:sun.example,DNS:moon.example", "moon.example"},
                    Naming{"moon.example", "DNS:moon.example", "*.example"},
                    Naming{"admin@moon.example", "email:admin@moon.example", "*@moon.example"},
                    Naming{"198.51.100.2", "IP:198.51.100.2", "198.51.100.2"},
                    Naming{"2001:db8::2", "IP:2001:db8::2", "2001:db8::2"},
                    Naming{"C=CH, O=Hawser, CN=moon", "", "C=CH, O=Hawser, CN=moon"},
                    Naming{"C=CH, O=Hawser, CN=moon", "", "C=CH, O=Hawser, CN=*"},
                    Naming{"moon.example", "DNS:moon.example", "%any"}));

}  // namespace
}  // namespace hawser::ike::test
