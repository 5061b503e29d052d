// SPDX-License-Identifier: BSD-2-Clause
// The key derivation against NIST's vectors (CAVS 17.3, "IKEv2 Key Derivation Functions").
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/hex.h"
#include "ike/crypto/kdf.h"
#include "tests/unit/ike/crypto/support.h"

namespace hawser::ike {
namespace {

struct Vector {
    std::string hash;  ///< `SHA-256`, `SHA-512`
    std::map<std::string, std::string> fields;

    [[nodiscard]] Bytes bytes(const std::string& name) const { return test::hex(fields.at(name)); }
    [[nodiscard]] IkeSpi spi(const std::string& name) const {
        return IkeSpi(std::stoull(fields.at(name), nullptr, 16));
    }
    [[nodiscard]] PrfId prf() const {
        return hash == "SHA-256" ? PrfId::kHmacSha2_256 : PrfId::kHmacSha2_512;
    }
};

/// `name = value` lines; a COUNT begins a vector, `[SHA-...]` a group of them.
std::vector<Vector> read_vectors() {
    std::ifstream file(HAWSER_TEST_DATA "/ikev2-kdf.txt");
    std::vector<Vector> vectors;
    std::string hash;
    std::string line;
    while (std::getline(file, line)) {
        if (line.starts_with("[SHA-")) hash = line.substr(1, line.find(']') - 1);
        const size_t equals = line.find(" = ");
        if (equals == std::string::npos || line.front() == '[' || line.front() == '#') continue;
        const std::string name = line.substr(0, equals);
        if (name == "COUNT") vectors.push_back({hash, {}});
        vectors.back().fields[name] = line.substr(equals + 3);
    }
    return vectors;
}

class KdfVectors : public testing::Test {
 protected:
    static void SetUpTestSuite() { vectors_ = new std::vector<Vector>(read_vectors()); }
    static void TearDownTestSuite() { delete vectors_; }

    /// Runs `check` on every vector: prf, nonces, SKEYSEED and SK_d are what they all begin with.
    template <typename Check>
    void for_each_vector(Check check) {
        ASSERT_EQ(vectors_->size(), 60u);
        for (const Vector& vector : *vectors_) {
            SCOPED_TRACE(vector.hash + " COUNT " + vector.fields.at("COUNT") + " Ni " +
                         vector.fields.at("Ni").substr(0, 16));
            const Bytes ni = vector.bytes("Ni");
            const Bytes nr = vector.bytes("Nr");
            check(vector, Prf(vector.prf()), NoncePair{ni, nr});
        }
    }

    static Bytes sk_d(const Vector& vector, const Prf& prf) {
        Bytes dkm = vector.bytes("DKM");
        dkm.resize(prf.output_size());
        return dkm;
    }

 private:
    inline static std::vector<Vector>* vectors_ = nullptr;
};

TEST_F(KdfVectors, Skeyseed) {
    for_each_vector([](const Vector& vector, const Prf& prf, NoncePair nonces) {
        EXPECT_EQ(to_hex(derive_skeyseed(prf, nonces, vector.bytes("g^ir")).view()),
                  vector.fields.at("SKEYSEED"));
    });
}

TEST_F(KdfVectors, IkeKeymat) {
    for_each_vector([](const Vector& vector, const Prf& prf, NoncePair nonces) {
        const Bytes expected = vector.bytes("DKM");
        const SecretBytes keymat = derive_ike_keymat(prf, vector.bytes("SKEYSEED"), nonces,
                                                     vector.spi("SPIi"), vector.spi("SPIr"), expected.size());
        EXPECT_EQ(to_hex(keymat.view()), vector.fields.at("DKM"));
    });
}

TEST_F(KdfVectors, IkeKeysAreCutFromIt) {
    for_each_vector([](const Vector& vector, const Prf& prf, NoncePair nonces) {
        const IkeAlgorithms algorithms{EncryptionId::kAesGcm16, 128, IntegrityId::kNone, prf.id(),
                                       GroupId::kCurve25519};
        const IkeKeys keys = derive_ike_keys(algorithms, vector.bytes("SKEYSEED"), nonces, vector.spi("SPIi"),
                                             vector.spi("SPIr"));
        EXPECT_EQ(keys.ei.size(), 20u);
        EXPECT_EQ(keys.pr.size(), prf.output_size());
        const std::string row = to_hex(keys.d.view()) + to_hex(keys.ai.view()) + to_hex(keys.ar.view()) +
                                to_hex(keys.ei.view()) + to_hex(keys.er.view()) + to_hex(keys.pi.view()) +
                                to_hex(keys.pr.view());
        // The vectors are shorter or longer than these keys are.
        const std::string& dkm = vector.fields.at("DKM");
        const size_t common = std::min(row.size(), dkm.size());
        EXPECT_EQ(row.substr(0, common), dkm.substr(0, common));
    });
}

TEST_F(KdfVectors, ChildKeymat) {
    for_each_vector([](const Vector& vector, const Prf& prf, NoncePair nonces) {
        const Bytes expected = vector.bytes("DKM(Child SA)");
        const SecretBytes keymat = derive_child_keymat(prf, sk_d(vector, prf), {}, nonces, expected.size());
        EXPECT_EQ(to_bytes(keymat.view()), expected);
    });
}

TEST_F(KdfVectors, ChildKeymatWithAKeyExchangeOfItsOwn) {
    for_each_vector([](const Vector& vector, const Prf& prf, NoncePair nonces) {
        const Bytes expected = vector.bytes("DKM(Child SA D-H)");
        const SecretBytes keymat =
            derive_child_keymat(prf, sk_d(vector, prf), vector.bytes("g^ir (new)"), nonces, expected.size());
        EXPECT_EQ(to_bytes(keymat.view()), expected);
    });
}

TEST_F(KdfVectors, SkeyseedOfARekeyedIkeSa) {
    for_each_vector([](const Vector& vector, const Prf& prf, NoncePair nonces) {
        const SecretBytes skeyseed =
            derive_skeyseed_rekey(prf, sk_d(vector, prf), vector.bytes("g^ir (new)"), nonces);
        EXPECT_EQ(to_hex(skeyseed.view()), vector.fields.at("SKEYSEED(Rekey)"));
    });
}

}  // namespace
}  // namespace hawser::ike
