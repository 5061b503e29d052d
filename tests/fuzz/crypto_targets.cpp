// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "base/check.h"
#include "ike/crypto/signature.h"
#include "ike/crypto/x509/certificate.h"
#include "ike/crypto/x509/trust_store.h"
#include "tests/fuzz/keys.h"
#include "tests/fuzz/targets.h"

namespace hawser::fuzz {

namespace {

using namespace hawser::ike;

constexpr CalendarTime kNow{std::chrono::seconds(1767225600)};

}  // namespace

void algorithm(ByteView bytes) {
    if (const auto read = SignatureAlgorithm::from_der(bytes)) {
        const auto again = SignatureAlgorithm::from_der(read->to_der());
        HAWSER_CHECK(again.ok() && *again == *read, "an algorithm does not read as it was written");
    }
    if (const auto name = DistinguishedName::from_der(bytes)) {
        (void)name->to_string();
        HAWSER_CHECK(DistinguishedName::from_der(name->to_der()) == *name, "a name does not read as written");
        HAWSER_CHECK(name->matches(*name), "a name does not match itself");
    }
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (const auto identity = Identity::parse(text)) (void)identity->to_string();
}

void certificate(ByteView bytes) {
    const CertPayload payload{CertEncoding::kX509Signature, to_bytes(bytes)};
    const CertPayload* const one = &payload;
    const auto certificates = read_certificates({&one, 1});
    if (!certificates) return;
    const Certificate& leaf = certificates->front();
    for (const Identity& name : leaf.alternative_names())
        (void)certificate_confirms(leaf, name).ok();
    (void)certificate_confirms(leaf, Identity(IdType::kDerAsn1Dn, leaf.subject().to_der())).ok();
    static const TrustStore kStore;
    HAWSER_CHECK(!kStore.verify(leaf, *certificates, {kNow, RevocationPolicy::kStrict}).ok(),
                 "nobody was trusted");
}

void auth(ByteView bytes) {
    const auto parsed = AuthPayload::parse(bytes);
    if (!parsed) return;
    static const std::array kKeys = {public_key(kRsaKey), public_key(kEcdsaKey), public_key(kEd25519Key)};
    // Whoever makes a signature that fits has a private key that is nowhere.
    for (const PublicKey& key : kKeys)
        HAWSER_CHECK(!verify_auth(key, *parsed, bytes).ok(), "a forged signature fits");
}

}  // namespace hawser::fuzz
