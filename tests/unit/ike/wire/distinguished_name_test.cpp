// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/distinguished_name.h"

#include <gtest/gtest.h>

#include "ike/wire/der.h"
#include "ike/wire/identity.h"
#include "tests/unit/ike/wire/samples.h"

namespace hawser::ike {
namespace {

using test::hex;

DistinguishedName name(std::string_view text) {
    auto parsed = DistinguishedName::parse(text);
    EXPECT_TRUE(parsed.ok()) << text;
    return parsed.ok() ? *parsed : DistinguishedName();
}

// Written by `openssl req -subj "/C=CH/O=strongSwan/CN=moon.example"`.
const char* const kMoon =
    "3039310b 3009 06035504 06130243 48311330 11060355 040a0c0a 7374726f 6e675377 616e3115 30130603"
    "5504030c 0c6d6f6f 6e2e6578 616d706c 65";

TEST(DistinguishedName, IsWrittenAndReadAsText) {
    EXPECT_EQ(name("C=CH, O=strongSwan, CN=moon.example").to_string(), "C=CH, O=strongSwan, CN=moon.example");
    EXPECT_EQ(name("/C=CH/O=A, B & C/CN=x").to_string(), "C=CH, O=A\\, B & C, CN=x");
    EXPECT_EQ(name("c=CH,o=a\\,b , emailaddress=x@y").to_string(), "C=CH, O=a\\,b, E=x@y");
    EXPECT_EQ(name("2.5.4.3=x, 1.2.840.113549.1.9.1=y, 1.3.6.1.4.1.99999.7=z").to_string(),
              "CN=x, E=y, 1.3.6.1.4.1.99999.7=z");
}

TEST(DistinguishedName, IsWhatOpensslWrites) {
    const auto read = DistinguishedName::from_der(hex(kMoon));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->to_string(), "C=CH, O=strongSwan, CN=moon.example");
    EXPECT_EQ(read->to_der(), hex(kMoon));
    EXPECT_TRUE(read->matches(name("C=CH, O=strongSwan, CN=moon.example"))) << "kinds of strings differ";
}

TEST(DistinguishedName, ReadsBackWhatItWrites) {
    const DistinguishedName written = name("C=CH, O=Gro\xc3\x9f GmbH, DC=example, CN=a b");
    const auto read = DistinguishedName::from_der(written.to_der());
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, written);
    EXPECT_EQ(read->to_string(), "C=CH, O=Gro\\xc3\\x9f GmbH, DC=example, CN=a b");
    const DistinguishedName longest = name("CN=" + std::string(300, 'x'));
    EXPECT_EQ(DistinguishedName::from_der(longest.to_der()), longest);
}

TEST(DistinguishedName, MatchesPatterns) {
    const DistinguishedName moon = name("C=CH, O=strongSwan, CN=moon.example");
    EXPECT_TRUE(moon.matches(name("C=ch, O=STRONGSWAN, CN=Moon.Example")));
    EXPECT_TRUE(moon.matches(name("C=CH, O=strongSwan, CN=*")));
    EXPECT_TRUE(moon.matches(name("C=*, O=*, CN=*")));
    EXPECT_FALSE(moon.matches(name("C=CH, O=strongSwan, CN=*.example"))) << "only the whole value";
    EXPECT_FALSE(moon.matches(name("C=CH, O=strongSwan")));
    EXPECT_FALSE(moon.matches(name("C=CH, CN=*, O=strongSwan")));
    EXPECT_FALSE(moon.matches(name("C=CH, O=strongSwan, CN=*, OU=*")));
    EXPECT_FALSE(name("C=CH, O=strongSwan, CN=*").matches(moon)) << "a pattern is no name";
}

TEST(DistinguishedName, RefusesWhatIsNoName) {
    for (const char* text :
         {"", "  ", "/", "CN", "CN=", "CN= ", "XY=1", "C=CH, =x", "1.2.x=3", "3.1=x", "1.40=x"})
        EXPECT_FALSE(DistinguishedName::parse(text).ok()) << text;
    const Bytes whole = hex(kMoon);
    for (size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(DistinguishedName::from_der(ByteView(whole).first(size))) << size;
    Bytes more = whole;
    more.push_back(0);
    EXPECT_FALSE(DistinguishedName::from_der(more));
    EXPECT_FALSE(DistinguishedName::from_der(hex("30023100"))) << "an empty set";
    EXPECT_FALSE(DistinguishedName::from_der(hex("300a 3108 3006 0603 550403 30"))) << "a type without value";
    EXPECT_TRUE(DistinguishedName::from_der(hex("3000")));
}

TEST(DistinguishedName, HasABound) {
    std::string text = "CN=x";
    for (int i = 1; i < 64; ++i)
        text += ",CN=x";
    EXPECT_TRUE(DistinguishedName::from_der(name(text).to_der()));
    EXPECT_FALSE(DistinguishedName::parse(text + ",CN=x").ok());
}

TEST(Der, IsReadOnlyInItsShortestForm) {
    EXPECT_TRUE(DerReader(hex("0401aa")).take(0x04));
    for (const char* text :
         {"", "04", "0401", "04 81 01 aa", "04 82 0001 aa", "04 80 aa 0000", "1f 01 00", "04 83 000001 aa"})
        EXPECT_FALSE(DerReader(hex(text)).take()) << text;
    EXPECT_FALSE(DerReader(hex("0401aa")).take(0x05));
    for (size_t size : {0u, 127u, 128u, 255u, 256u, 65535u}) {
        const Bytes element = der_element(0x04, Bytes(size, 1));
        DerReader reader(element);
        const auto content = reader.take(0x04);
        ASSERT_TRUE(content) << size;
        EXPECT_EQ(content->size(), size);
        EXPECT_TRUE(reader.empty());
    }
}

TEST(Identity, OfAnOddNameComparesByItsBytes) {
    const Identity odd(IdType::kDerAsn1Dn, hex("3003 02 0101"));
    EXPECT_TRUE(odd.matches(odd));
    EXPECT_EQ(odd.to_string(), "asn1dn:#3003020101");
    EXPECT_FALSE(odd.matches(Identity(IdType::kDerAsn1Dn, hex("3003 02 0102"))));
}

TEST(Identity, MatchesNamesByPattern) {
    const auto moon = Identity::parse("C=CH, O=strongSwan, CN=moon");
    const auto any = Identity::parse("asn1dn:C=CH, O=strongSwan, CN=*");
    ASSERT_TRUE(moon.ok() && any.ok());
    EXPECT_EQ(moon->type(), IdType::kDerAsn1Dn);
    EXPECT_TRUE(moon->matches(*any));
    EXPECT_FALSE(any->matches(*moon));
    EXPECT_EQ(any->to_string(), "C=CH, O=strongSwan, CN=*");
}

}  // namespace
}  // namespace hawser::ike
