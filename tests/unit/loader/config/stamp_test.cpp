// SPDX-License-Identifier: BSD-2-Clause
#include "tests/unit/loader/config/fixture.h"

namespace hawser::loader {
namespace {

using StampConfigTest = ConfigTest;

TEST_F(StampConfigTest, WithoutTheSectionTheKernelReflectsAtThePortOfTheRfc) {
    const auto config = parse(kGood).config;
    ASSERT_TRUE(config);
    EXPECT_TRUE(config->stamp.reflector);
    EXPECT_EQ(config->stamp.port, 862);
    EXPECT_EQ(config->stamp.mode, StampModeChoice::kUnauthenticated);
    EXPECT_EQ(config->stamp.sequence, StampSequenceChoice::kStateless);
    EXPECT_EQ(config->stamp.key, nullptr);
}

TEST_F(StampConfigTest, EveryKeyIsTaken) {
    write_key("stamp.key", "0x000102030405060708090a0b0c0d0e0f10\n");
    const LoadOutcome outcome = parse(kGood + R"([stamp]
reflector = "off"
port = 50862
mode = "authenticated"
key_file = "stamp.key"
sequence = "stateful"
)");
    ASSERT_TRUE(outcome.config) << report(outcome);
    EXPECT_TRUE(outcome.diagnostics.empty()) << report(outcome);
    const StampConfig& stamp = outcome.config->stamp;
    EXPECT_FALSE(stamp.reflector);
    EXPECT_EQ(stamp.port, 50862);
    EXPECT_EQ(stamp.mode, StampModeChoice::kAuthenticated);
    EXPECT_EQ(stamp.sequence, StampSequenceChoice::kStateful);
    EXPECT_EQ(stamp.key_file, path("stamp.key"));
    ASSERT_NE(stamp.key, nullptr);
    EXPECT_EQ(stamp.key->size(), 17U);
}

TEST_F(StampConfigTest, AuthenticatedModeNeedsItsKeyAndTheOtherHasNone) {
    expect_refused(kGood + "[stamp]\nmode = \"authenticated\"\n",
                   {"hawser.toml:28:1: error: [stamp] has mode = \"authenticated\" and no 'key_file'"});
    expect_refused(kGood + "[stamp]\nkey_file = \"pop.psk\"\n",
                   {"hawser.toml:29:12: error: [stamp] has a 'key_file', which unauthenticated mode"});
    expect_refused(kGood + "[stamp]\nkey = \"secret\"\n",
                   {"'key' has no place in [stamp]", "files of their own"});
    expect_refused(kGood + "[stamp]\nport = 0\n", {"hawser.toml:29:8: error: 'port' in [stamp]"});
}

TEST_F(StampConfigTest, AKeyFileThatOthersCanReadIsRefused) {
    write_key("stamp.key", "a key of good length, readable by all\n", 0644);
    expect_refused(kGood + "[stamp]\nmode = \"authenticated\"\nkey_file = \"stamp.key\"\n",
                   {"hawser.toml:30:12: error: key file stamp.key has mode 0644", "chmod 600"});
    write_key("short.key", "short\n");
    expect_warned(kGood + "[stamp]\nmode = \"authenticated\"\nkey_file = \"short.key\"\n",
                  {"the key in short.key has only 5 bytes"});
}

}  // namespace
}  // namespace hawser::loader
