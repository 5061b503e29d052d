// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/key_exchange.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "base/hex.h"
#include "tests/unit/ike/crypto/support.h"

namespace hawser::ike {
namespace {

using test::FixedRandom;
using test::hex;

constexpr GroupId kGroups[] = {GroupId::kCurve25519, GroupId::kCurve448, GroupId::kEcp256,
                               GroupId::kEcp384,     GroupId::kEcp521,   GroupId::kModp2048,
                               GroupId::kModp3072,   GroupId::kModp4096};

std::unique_ptr<KeyExchange> make_exchange(GroupId group, const Bytes& random_bytes) {
    FixedRandom random(random_bytes);
    auto made = KeyExchange::create(group, random);
    EXPECT_TRUE(made.ok());
    return made.ok() ? *std::move(made) : nullptr;
}

std::string secret_of(const KeyExchange& ours, const KeyExchange& theirs) {
    const auto secret = ours.shared_secret(theirs.public_value());
    return secret ? to_hex(secret->view()) : "refused";
}

TEST(KeyExchange, X25519GivesTheVectorOfRfc7748) {
    const auto alice = make_exchange(GroupId::kCurve25519,
                                     hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
    const auto bob = make_exchange(GroupId::kCurve25519,
                                   hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
    EXPECT_EQ(to_hex(alice->public_value()),
              "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    EXPECT_EQ(to_hex(bob->public_value()),
              "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    const char* const shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
    EXPECT_EQ(secret_of(*alice, *bob), shared);
    EXPECT_EQ(secret_of(*bob, *alice), shared);
}

// Random bytes from which the private key d is drawn: eight more than the order has, reduced, plus one.
Bytes drawn_for(std::string_view private_key) {
    Bytes bytes = hex(private_key);
    EXPECT_NE(bytes.back(), 0);
    bytes.back() = static_cast<uint8_t>(bytes.back() - 1);
    bytes.insert(bytes.begin(), 8, 0);
    return bytes;
}

TEST(KeyExchange, Ecp256GivesTheVectorOfRfc5903) {
    const auto i =
        make_exchange(GroupId::kEcp256,
                      drawn_for("C88F01F5 10D9AC3F 70A292DA A2316DE5 44E9AAB8 AFE84049 C62A9C57 862D1433"));
    const auto r =
        make_exchange(GroupId::kEcp256,
                      drawn_for("C6EF9C5D 78AE012A 011164AC B397CE20 88685D8F 06BF9BE0 B283AB46 476BEE53"));
    EXPECT_EQ(to_bytes(i->public_value()),
              hex("DAD0B653 94221CF9 B051E1FE CA5787D0 98DFE637 FC90B9EF 945D0C37 72581180"
                  "5271A046 1CDB8252 D61F1C45 6FA3E59A B1F45B33 ACCF5F58 389E0577 B8990BB3"));
    EXPECT_EQ(to_bytes(r->public_value()),
              hex("D12DFB52 89C8D4F8 1208B702 70398C34 2296970A 0BCCB74C 736FC755 4494BF63"
                  "56FBF3CA 366CC23E 8157854C 13C58D6A AC23F046 ADA30F83 53E74F33 039872AB"));
    const char* const shared = "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de";
    EXPECT_EQ(secret_of(*i, *r), shared);
    EXPECT_EQ(secret_of(*r, *i), shared);
}

TEST(KeyExchange, Ecp384GivesTheVectorOfRfc5903) {
    const auto i = make_exchange(
        GroupId::kEcp384, drawn_for("099F3C70 34D4A2C6 99884D73 A375A67F 7624EF7C 6B3C0F16 0647B674 14DCE655"
                                    "E35B5380 41E649EE 3FAEF896 783AB194"));
    const auto r = make_exchange(
        GroupId::kEcp384, drawn_for("41CB0779 B4BDB85D 47846725 FBEC3C94 30FAB46C C8DC5060 855CC9BD A0AA2942"
                                    "E0308312 916B8ED2 960E4BD5 5A7448FC"));
    EXPECT_EQ(to_bytes(i->public_value()), hex("667842D7 D180AC2C DE6F74F3 7551F557 55C7645C 20EF73E3 "
                                               "1634FE72 B4C55EE6 DE3AC808 ACB4BDB4 C88732AE "
                                               "E95F41AA 9482ED1F C0EEB9CA FC498462 5CCFC23F 65032149 "
                                               "E0E144AD A0241815 35A0F38E EB9FCFF3 C2C947DA "
                                               "E69B4C63 4573A81C"));
    EXPECT_EQ(to_bytes(r->public_value()), hex("E558DBEF 53EECDE3 D3FCCFC1 AEA08A89 A987475D 12FD950D "
                                               "83CFA417 32BC509D 0D1AC43A 0336DEF9 6FDA41D0 "
                                               "774A3571 DCFBEC7A ACF31964 72169E83 8430367F 66EEBE3C "
                                               "6E70C416 DD5F0C68 759DD1FF F83FA401 42209DFF "
                                               "5EAAD96D B9E6386C"));
    const char* const shared =
        "11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4d603135569b9e9d09cf5d4a270f59746";
    EXPECT_EQ(secret_of(*i, *r), shared);
    EXPECT_EQ(secret_of(*r, *i), shared);
}

TEST(KeyExchange, Ecp521GivesTheVectorOfRfc5903) {
    const auto i = make_exchange(
        GroupId::kEcp521,
        drawn_for("0037ADE9319A89F4DABDB3EF411AACCCA5123C61ACAB57B5393DCE47608172A095AA85A30FE1C2952C6771D9"
                  "37BA9777F5957B2639BAB072462F68C27A57382D4A52"));
    const auto r = make_exchange(
        GroupId::kEcp521,
        drawn_for("0145BA99A847AF43793FDD0E872E7CDFA16BE30FDC780F97BCCC3F078380201E9C677D600B343757A3BDBF2A"
                  "3163E4C2F869CCA7458AA4A4EFFC311F5CB151685EB9"));
    EXPECT_EQ(
        to_bytes(i->public_value()),
        hex("0015417E84DBF28C0AD3C278713349DC7DF153C897A1891BD98BAB4357C9ECBEE1E3BF42E00B8E380AEAE57C"
            "2D107564941885942AF5A7F4601723C4195D176CED3E017CAE20B6641D2EEB695786D8C946146239D099E18E"
            "1D5A514C739D7CB4A10AD8A788015AC405D7799DC75E7B7D5B6CF2261A6A7F1507438BF01BEB6CA3926F9582"));
    EXPECT_EQ(
        to_bytes(r->public_value()),
        hex("00D0B3975AC4B799F5BEA16D5E13E9AF971D5E9B984C9F39728B5E5739735A219B97C356436ADC6E95BB0352"
            "F6BE64A6C2912D4EF2D0433CED2B6171640012D9460F015C68226383956E3BD066E797B623C27CE0EAC2F551"
            "A10C2C724D9852077B87220B6536C5C408A1D2AEBB8E86D678AE49CB57091F4732296579AB44FCD17F0FC56A"));
    const Bytes shared =
        hex("01144C7D79AE6956BC8EDB8E7C787C4521CB086FA64407F97894E5E6B2D79B04D1427E73CA4BAA240A347868"
            "59810C06B3C715A3A8CC3151F2BEE417996D19F3DDEA");
    EXPECT_EQ(secret_of(*i, *r), to_hex(shared));
    EXPECT_EQ(secret_of(*r, *i), to_hex(shared));
}

TEST(KeyExchange, X448GivesTheVectorOfRfc7748) {
    const auto alice =
        make_exchange(GroupId::kCurve448, hex("9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28d"
                                              "d9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b"));
    const auto bob =
        make_exchange(GroupId::kCurve448, hex("1c306a7ac2a0e2e0990b294470cba339e6453772b075811d8fad0d1d"
                                              "6927c120bb5ee8972b0d3e21374c9c921b09d1b0366f10b65173992d"));
    EXPECT_EQ(to_hex(alice->public_value()),
              "9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c"
              "22c5d9bbc836647241d953d40c5b12da88120d53177f80e532c41fa0");
    const char* const shared =
        "07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282b"
        "b60c0b56fd2464c335543936521c24403085d59a449a5037514a879d";
    EXPECT_EQ(secret_of(*alice, *bob), shared);
    EXPECT_EQ(secret_of(*bob, *alice), shared);
    // Points of small order give a secret of zeros: RFC 7748 section 6.2.
    Bytes small(56, 0);
    EXPECT_FALSE(alice->shared_secret(small)) << "0";
    small[0] = 1;
    EXPECT_FALSE(alice->shared_secret(small)) << "1";
}

std::string sha256_of(ByteView bytes) {
    Bytes digest(32);
    EXPECT_EQ(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr), 1);
    return to_hex(digest);
}

// The powers and the prime of RFC 3526 section 3 were computed with Python's integers; the second exponent is
// one for which g^ir begins with a byte of zeros.
TEST(KeyExchange, Modp2048PadsItsNumbersToTheModulus) {
    Bytes other(32, 0x5a);
    other[0] = 0x00;
    other[1] = 0x1f;
    const auto a = make_exchange(GroupId::kModp2048, test::counted(32, 1));
    const auto b = make_exchange(GroupId::kModp2048, other);
    EXPECT_EQ(a->public_value().size(), 256u);
    EXPECT_EQ(sha256_of(a->public_value()),
              "2979f3312e43f70a9714dcda49112b0b3dad685fff298b3ea59526fa863c5060");
    EXPECT_EQ(sha256_of(b->public_value()),
              "82fd2cb90deb5ee4a884700bb00481dc3e7511ed20b7ebff6c1efe8ce2fdbf6a");
    const auto secret = a->shared_secret(b->public_value());
    ASSERT_TRUE(secret);
    EXPECT_EQ(to_hex(secret->view()).substr(0, 8), "006dc50f");
    EXPECT_EQ(sha256_of(secret->view()), "cda4b9db426c9014f3c3560b8f2bebd03fb97ae61b796107aea88047bcf5d3e1");
    EXPECT_EQ(secret_of(*b, *a), to_hex(secret->view()));
}

// Computed with Python's integers, the primes by the formulas of RFC 3526 sections 4 and 5.
TEST(KeyExchange, Modp3072And4096GiveWhatPythonGives) {
    struct Expected {
        GroupId group;
        const char* value;
        const char* secret;
    };
    const Expected all[] = {
        {GroupId::kModp3072, "8b6d1990782ff67c4f037c12cbb260056b4be8d444ea3738d21018f979fc91fe",
         "053b2dd375eee5a1c561be98f53e8adbccdedaed33184cbaf64eb3e2a25530bc"},
        {GroupId::kModp4096, "356e4331eaf83f6a5350334bfa6337c6be692f8f27aef3bcc6f575f9e6fda5b5",
         "72aa7cdb120ee5ed3c288c62bf11ed013965a6fe547dcd5eceb36b053aff501c"},
    };
    for (const Expected& one : all) {
        const auto a = make_exchange(one.group, test::counted(61, 1));
        const auto b = make_exchange(one.group, Bytes(1, 0x5a));
        EXPECT_EQ(sha256_of(a->public_value()), one.value);
        const auto secret = a->shared_secret(b->public_value());
        ASSERT_TRUE(secret);
        EXPECT_EQ(sha256_of(secret->view()), one.secret);
        Bytes bad(key_exchange_value_size(one.group), 0);
        EXPECT_FALSE(a->shared_secret(bad)) << "0";
        bad.back() = 1;
        EXPECT_FALSE(a->shared_secret(bad)) << "1";
        EXPECT_FALSE(a->shared_secret(Bytes(bad.size(), 0xff))) << "beyond p";
    }
}

TEST(KeyExchange, RespondsInOneStep) {
    for (GroupId group : kGroups) {
        SCOPED_TRACE(to_string(group));
        const auto initiator = make_exchange(group, test::counted(61, 1));
        FixedRandom random(test::counted(67, 99));
        const auto answer = KeyExchange::respond(group, initiator->public_value(), random);
        ASSERT_TRUE(answer.ok() && *answer);
        EXPECT_EQ((*answer)->value.size(), key_exchange_answer_size(group));
        const auto secret = initiator->shared_secret((*answer)->value);
        ASSERT_TRUE(secret);
        EXPECT_EQ(to_hex(secret->view()), to_hex((*answer)->shared_secret.view()));
        const auto refused = KeyExchange::respond(group, Bytes(3), random);
        ASSERT_TRUE(refused.ok());
        EXPECT_FALSE(*refused);
    }
    FixedRandom random(Bytes(1));
    EXPECT_FALSE(KeyExchange::respond(GroupId::kModp1024, Bytes(128, 2), random).ok());
}

TEST(KeyExchange, BothSidesOfEveryGroupAgree) {
    for (GroupId group : kGroups) {
        SCOPED_TRACE(to_string(group));
        const auto a = make_exchange(group, test::counted(61, 1));
        const auto b = make_exchange(group, test::counted(67, 99));
        EXPECT_EQ(a->group(), group);
        EXPECT_EQ(a->public_value().size(), key_exchange_value_size(group));
        EXPECT_NE(to_hex(a->public_value()), to_hex(b->public_value()));
        EXPECT_EQ(secret_of(*a, *b), secret_of(*b, *a));
        EXPECT_NE(secret_of(*a, *b), "refused");
    }
}

TEST(KeyExchange, TakesASourceOfOnlyOneBits) {
    for (GroupId group : kGroups)
        EXPECT_NE(secret_of(*make_exchange(group, Bytes(1, 0xff)), *make_exchange(group, Bytes(1, 0x00))),
                  "refused");
}

TEST(KeyExchange, RefusesValuesOfAnotherLength) {
    for (GroupId group : kGroups) {
        const auto ours = make_exchange(group, test::counted(61, 1));
        Bytes value = to_bytes(ours->public_value());
        EXPECT_TRUE(ours->shared_secret(value));
        value.push_back(0);
        EXPECT_FALSE(ours->shared_secret(value)) << to_string(group);
        value.resize(value.size() - 2);
        EXPECT_FALSE(ours->shared_secret(value)) << to_string(group);
        EXPECT_FALSE(ours->shared_secret({})) << to_string(group);
    }
}

// Points of small order on the curve or its twist, little endian: RFC 7748 section 6.1.
TEST(KeyExchange, RefusesX25519PointsOfSmallOrder) {
    const auto ours = make_exchange(GroupId::kCurve25519, test::counted(32, 1));
    const char* const small[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    };
    for (const char* point : small)
        EXPECT_FALSE(ours->shared_secret(hex(point))) << point;
}

TEST(KeyExchange, RefusesPointsThatAreNotOnTheCurve) {
    for (GroupId group : {GroupId::kEcp256, GroupId::kEcp384}) {
        const auto ours = make_exchange(group, test::counted(61, 1));
        Bytes value = to_bytes(ours->public_value());
        value.back() ^= 1;
        EXPECT_FALSE(ours->shared_secret(value)) << to_string(group);
        EXPECT_FALSE(ours->shared_secret(Bytes(value.size(), 0))) << to_string(group);
        EXPECT_FALSE(ours->shared_secret(Bytes(value.size(), 0xff))) << "coordinates beyond the prime";
    }
}

TEST(KeyExchange, RefusesModpNumbersOutOfRange) {
    const auto ours = make_exchange(GroupId::kModp2048, test::counted(32, 1));
    // The prime of RFC 3526 section 3.
    const Bytes prime =
        hex("FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
            "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
            "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
            "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
            "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
            "15728E5A8AACAA68FFFFFFFFFFFFFFFF");
    ASSERT_EQ(prime.size(), 256u);
    const auto near_prime = [&prime](int difference) {
        Bytes value = prime;
        value.back() = static_cast<uint8_t>(value.back() + difference);
        return value;
    };
    Bytes small(256, 0);
    EXPECT_FALSE(ours->shared_secret(small)) << "0";
    small.back() = 1;
    EXPECT_FALSE(ours->shared_secret(small)) << "1";
    small.back() = 2;
    EXPECT_TRUE(ours->shared_secret(small)) << "2";
    EXPECT_TRUE(ours->shared_secret(near_prime(-2))) << "p - 2";
    EXPECT_FALSE(ours->shared_secret(near_prime(-1))) << "p - 1";
    EXPECT_FALSE(ours->shared_secret(prime)) << "p";
    EXPECT_FALSE(ours->shared_secret(Bytes(256, 0xff))) << "beyond p";
}

TEST(KeyExchange, IsNotMadeForOtherGroups) {
    FixedRandom random(Bytes(1));
    for (GroupId group : {GroupId::kNone, GroupId::kModp1024, GroupId::kModp8192}) {
        EXPECT_FALSE(KeyExchange::create(group, random).ok()) << to_string(group);
        EXPECT_EQ(key_exchange_value_size(group), 0u);
    }
}

}  // namespace
}  // namespace hawser::ike
