// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/identity.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/ike/wire/samples.h"

namespace hawser::ike {
namespace {

struct Reading {
    const char* text;
    IdType type;
    const char* data;     ///< in hexadecimal
    const char* printed;  ///< null: as it was given
};

const Reading kReadings[] = {
    {"branch.example", IdType::kFqdn, "6272616e63682e6578616d706c65", nullptr},
    {"@gw", IdType::kFqdn, "6777", "gw"},
    {"fqdn:10.0.0.1", IdType::kFqdn, "31302e302e302e31", "10.0.0.1"},
    {"192.0.2.1", IdType::kIpv4Addr, "c0000201", nullptr},
    {"ipv4:192.0.2.1", IdType::kIpv4Addr, "c0000201", "192.0.2.1"},
    {"2001:db8::1", IdType::kIpv6Addr, "20010db8000000000000000000000001", nullptr},
    {"u@example", IdType::kRfc822Addr, "75406578616d706c65", nullptr},
    {"email:x", IdType::kRfc822Addr, "78", "x"},
    {"@#0a1b", IdType::kKeyId, "0a1b", nullptr},
    {"keyid:abc", IdType::kKeyId, "616263", nullptr},
    {"keyid:#00ff", IdType::kKeyId, "00ff", "@#00ff"},
    {"asn1dn:#3000", IdType::kDerAsn1Dn, "3000", nullptr},
    {"%any", IdType::kAny, "", nullptr},
    {"*", IdType::kAny, "", "%any"},
};

TEST(Identity, IsReadAsStrongSwanReadsIt) {
    for (const Reading& reading : kReadings) {
        SCOPED_TRACE(reading.text);
        const auto identity = Identity::parse(reading.text);
        ASSERT_TRUE(identity.ok()) << identity.error().text();
        EXPECT_EQ(identity->type(), reading.type);
        EXPECT_EQ(to_bytes(identity->data()), test::hex(reading.data));
        EXPECT_EQ(identity->to_string(), reading.printed != nullptr ? reading.printed : reading.text);
    }
}

TEST(Identity, RefusesWhatItCannotRead) {
    const std::string too_long(1025, 'a');
    for (const char* text :
         {"", "@", "@#", "@#0", "@#xy", "keyid:", ":x", "ipv4:2001:db8::1", "ipv6:192.0.2.1", "asn1dn:XX=CH",
          "C=CH, CN=", "dns:x", "a\nb", "\xc3\xa4", too_long.c_str()}) {
        EXPECT_FALSE(Identity::parse(text).ok()) << text;
    }
}

bool matches(const char* identity, const char* pattern) {
    return Identity::parse(identity)->matches(*Identity::parse(pattern));
}

TEST(Identity, MatchesPatterns) {
    EXPECT_TRUE(matches("a.example", "%any"));
    EXPECT_TRUE(matches("A.Example", "a.eXample"));
    EXPECT_FALSE(matches("a.example", "b.example"));
    EXPECT_TRUE(matches("a.example", "*.example"));
    EXPECT_TRUE(matches("b.a.Example", "*.example"));
    EXPECT_FALSE(matches("example", "*.example"));
    EXPECT_FALSE(matches(".example", "*.example"));
    EXPECT_FALSE(matches("aexample", "*.example"));
    EXPECT_TRUE(matches("u@example", "*@example"));
    EXPECT_FALSE(matches("u@xexample", "*@example"));
    EXPECT_TRUE(matches("192.0.2.1", "192.0.2.1"));
    EXPECT_FALSE(matches("192.0.2.1", "192.0.2.2"));
    EXPECT_FALSE(matches("keyid:abc", "keyid:ABC"));
}

TEST(Identity, DoesNotMatchAnotherType) {
    EXPECT_FALSE(matches("fqdn:192.0.2.1", "192.0.2.1"));
    EXPECT_FALSE(matches("keyid:a.example", "a.example"));
    // Only the configuration may say "any": a peer's wildcard is a name like others.
    EXPECT_FALSE(matches("*.example", "a.example"));
}

TEST(Identity, HasOneKeyWithAllThatItMatches) {
    const auto key = [](const char* text) { return Identity::parse(text).value().match_key(); };
    EXPECT_EQ(key("A.Example"), key("a.example"));
    EXPECT_EQ(key("Joe@a.example"), key("joe@A.example"));
    EXPECT_EQ(key("C=CH, CN=Moon"), key("C=CH, CN=moon"));
    EXPECT_NE(key("fqdn:192.0.2.1"), key("192.0.2.1"));
    EXPECT_NE(key("a.example"), key("b.example"));
}

TEST(Identity, KnowsWhatStandsForSeveral) {
    const auto is_pattern = [](const char* text) { return Identity::parse(text).value().is_pattern(); };
    for (const char* text : {"%any", "*.example", "*@example", "C=CH, CN=*"})
        EXPECT_TRUE(is_pattern(text)) << text;
    for (const char* text :
         {"a.example", "a*.example", "joe@example", "192.0.2.1", "keyid:*.a", "C=CH, CN=a*"})
        EXPECT_FALSE(is_pattern(text)) << text;
}

TEST(Identity, PrintsAStrangersBytesHarmlessly) {
    const Identity identity(IdType::kFqdn, test::hex("61 0a 1b 5b 00 c3 7f"));
    EXPECT_EQ(identity.to_string(), R"(a\x0a\x1b[\x00\xc3\x7f)");
    EXPECT_EQ(Identity(IdType::kIpv4Addr, test::hex("0102")).to_string(), "ID_IPV4_ADDR:#0102");
    EXPECT_EQ(Identity(static_cast<IdType>(77), test::hex("01")).to_string(), "(77):#01");
}

}  // namespace
}  // namespace hawser::ike
