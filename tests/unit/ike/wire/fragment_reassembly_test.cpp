// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/fragment_reassembly.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "ike/wire/limits.h"
#include "tests/unit/ike/wire/samples.h"

namespace hawser::ike {
namespace {

using Verdict = FragmentReassembly::Verdict;

class Reassembly : public testing::Test {
 protected:
    Verdict add(unsigned number, unsigned total, std::string_view content, uint32_t message = 1) {
        const FragmentNumbers numbers{static_cast<uint16_t>(number), static_cast<uint16_t>(total)};
        const Verdict wanted = buffer_.wants(MessageId(message), numbers);
        const auto first = number == 1 ? PayloadType::kIdInitiator : PayloadType::kNone;
        const Verdict verdict =
            buffer_.add(MessageId(message), numbers, first, SecretBytes(ByteView(test::hex(content))));
        if (wanted != Verdict::kWanted) EXPECT_EQ(verdict, wanted);
        return verdict;
    }
    FragmentReassembly buffer_;
};

TEST_F(Reassembly, JoinsByNumber) {
    EXPECT_EQ(add(3, 3, "05"), Verdict::kStored);
    EXPECT_EQ(add(1, 3, "0102"), Verdict::kStored);
    EXPECT_EQ(add(2, 3, "0304"), Verdict::kComplete);
    const ReassembledContent content = buffer_.take();
    EXPECT_EQ(to_hex(content.payloads.view()), "0102030405");
    EXPECT_EQ(content.first, PayloadType::kIdInitiator);
    EXPECT_FALSE(buffer_.message());
    EXPECT_EQ(buffer_.stored_bytes(), 0u);
    EXPECT_EQ(add(1, 1, "", 2), Verdict::kComplete) << "one fragment, and empty, is legal";
}

TEST_F(Reassembly, IgnoresReplays) {
    EXPECT_EQ(add(1, 2, "aa"), Verdict::kStored);
    EXPECT_EQ(add(1, 2, "bb"), Verdict::kDuplicate);
    EXPECT_EQ(add(2, 2, "cc"), Verdict::kComplete);
    EXPECT_EQ(to_hex(buffer_.take().payloads.view()), "aacc");
}

// RFC 7383 section 2.6: a larger total begins anew, a smaller one is of an attempt given up.
TEST_F(Reassembly, BeginsAnewWithMoreFragments) {
    EXPECT_EQ(add(1, 2, "aa"), Verdict::kStored);
    EXPECT_EQ(add(2, 3, "02"), Verdict::kStored);
    EXPECT_EQ(buffer_.stored_bytes(), 1u);
    EXPECT_EQ(add(2, 2, "bb"), Verdict::kOutdated);
    EXPECT_EQ(add(1, 3, "01"), Verdict::kStored);
    EXPECT_EQ(add(3, 3, "03"), Verdict::kComplete);
    EXPECT_EQ(to_hex(buffer_.take().payloads.view()), "010203");
}

TEST_F(Reassembly, HoldsOneMessageAtATime) {
    EXPECT_EQ(add(1, 2, "aa", 1), Verdict::kStored);
    EXPECT_EQ(add(2, 2, "bb", 2), Verdict::kStored);
    EXPECT_EQ(buffer_.message(), MessageId(2));
    EXPECT_EQ(add(1, 2, "cc", 2), Verdict::kComplete);
    EXPECT_EQ(to_hex(buffer_.take().payloads.view()), "ccbb");
}

TEST_F(Reassembly, RefusesBadNumbers) {
    EXPECT_EQ(add(0, 2, "aa"), Verdict::kBadNumber);
    EXPECT_EQ(add(0, 0, "aa"), Verdict::kBadNumber);
    EXPECT_EQ(add(3, 2, "aa"), Verdict::kBadNumber);
    EXPECT_EQ(add(1, limits::kFragmentsPerMessage + 1, "aa"), Verdict::kBadNumber);
    EXPECT_FALSE(buffer_.message());
    EXPECT_FALSE(EncryptedFragmentPayload::parse(test::hex("0000 0001 aa")).ok());
    EXPECT_FALSE(EncryptedFragmentPayload::parse(test::hex("0002 0001 aa")).ok());
    EXPECT_FALSE(EncryptedFragmentPayload::parse(test::hex("0001 0100 aa")).ok());
    EXPECT_FALSE(EncryptedFragmentPayload::parse(test::hex("0001 0001")).ok());
    EXPECT_TRUE(EncryptedFragmentPayload::parse(test::hex("00ff 00ff aa")).ok());
}

TEST_F(Reassembly, HasABound) {
    const FragmentNumbers numbers[] = {{1, 3}, {2, 3}, {3, 3}};
    const size_t half = limits::kReassembledBytes / 2;
    EXPECT_EQ(buffer_.add(MessageId(1), numbers[0], PayloadType::kNone, SecretBytes(half)), Verdict::kStored);
    EXPECT_EQ(buffer_.add(MessageId(1), numbers[1], PayloadType::kNone, SecretBytes(half)), Verdict::kStored);
    EXPECT_EQ(buffer_.add(MessageId(1), numbers[2], PayloadType::kNone, SecretBytes(2)), Verdict::kTooLarge);
    EXPECT_EQ(buffer_.stored_bytes(), 0u);
    EXPECT_FALSE(buffer_.message());
}

TEST_F(Reassembly, CanBeGivenUp) {
    EXPECT_EQ(add(1, 2, "aa"), Verdict::kStored);
    buffer_.reset();
    EXPECT_EQ(add(2, 2, "bb"), Verdict::kStored);
    EXPECT_EQ(buffer_.stored_bytes(), 1u);
}

}  // namespace
}  // namespace hawser::ike
