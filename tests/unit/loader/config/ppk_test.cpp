// SPDX-License-Identifier: BSD-2-Clause
// `ppk_file`, `ppk_id` and `ppk` of [peer.auth].
#include <gmock/gmock.h>

#include "loader/config/reread_auth.h"
#include "tests/unit/loader/config/fixture.h"

namespace hawser::loader {
namespace {

class PpkConfigTest : public ConfigTest {
 protected:
    PpkConfigTest() {
        write_key("new.ppk", "thirty-two bytes and some more of them\n");
        write_key("old.ppk", "another of thirty-two bytes and more\n");
    }
    static std::string with_keys(const std::string& keys) {
        return with(kGood, "psk_file = \"pop.psk\"", "psk_file = \"pop.psk\"\n" + keys);
    }
    /// Of the first tunnel.
    [[nodiscard]] AuthConfig auth_of(const std::string& text) const {
        const LoadOutcome outcome = parse(text);
        EXPECT_TRUE(outcome.config.has_value() && outcome.diagnostics.empty()) << report(outcome);
        return outcome.config ? outcome.config->peers.front().tunnels.front().auth : AuthConfig();
    }
};

std::string text_of(const ike::PostQuantumKey& ppk) {
    return {reinterpret_cast<const char*>(ppk.key->data()), ppk.key->size()};
}

TEST_F(PpkConfigTest, OneKeyIsRequiredUnlessItIsSaidOtherwise) {
    const AuthConfig auth = auth_of(with_keys("ppk_file = \"new.ppk\"\nppk_id = \"pop-{uplink}\""));
    EXPECT_EQ(auth.ppk.use, ike::PpkUse::kRequired);
    ASSERT_EQ(auth.ppk.keys.size(), 1u);
    EXPECT_EQ(auth.ppk.keys[0].id, "pop-wan1");
    EXPECT_EQ(text_of(auth.ppk.keys[0]), "thirty-two bytes and some more of them");
}

TEST_F(PpkConfigTest, SeveralKeepTheirOrder) {
    const AuthConfig auth = auth_of(
        with_keys("ppk_file = [\"new.ppk\", \"old.ppk\"]\nppk_id = [\"new\", \"old\"]\nppk = \"optional\""));
    EXPECT_EQ(auth.ppk.use, ike::PpkUse::kOptional);
    ASSERT_EQ(auth.ppk.keys.size(), 2u);
    EXPECT_EQ(auth.ppk.keys[0].id, "new");
    EXPECT_EQ(text_of(auth.ppk.keys[1]), "another of thirty-two bytes and more");
}

TEST_F(PpkConfigTest, OffKeepsTheKeys) {
    EXPECT_EQ(auth_of(with_keys("ppk_file = \"new.ppk\"\nppk_id = \"a\"\nppk = \"off\"")).ppk.use,
              ike::PpkUse::kOff);
    EXPECT_EQ(auth_of(kGood).ppk.use, ike::PpkUse::kOff);
}

TEST_F(PpkConfigTest, AnEndpointWithAnotherPskHasThePeersPpk) {
    write_key("two.psk", "another key for another endpoint\n");
    const LoadOutcome outcome =
        parse(with(with_keys("ppk_file = \"new.ppk\"\nppk_id = \"a\""), "{ address = \"203.0.113.10\" }",
                   "{ address = \"203.0.113.10\", auth = { psk_file = \"two.psk\" } }"));
    ASSERT_TRUE(outcome.config.has_value()) << report(outcome);
    for (const TunnelConfig& tunnel : outcome.config->peers.front().tunnels)
        EXPECT_EQ(tunnel.auth.ppk.use, ike::PpkUse::kRequired) << tunnel.name;
}

TEST_F(PpkConfigTest, WhatDoesNotFitTogetherIsRefused) {
    expect_refused(with_keys("ppk_id = \"a\""), {"ppk_id is of no use without ppk_file"});
    expect_refused(with_keys("ppk = \"required\""), {"ppk is of no use without ppk_file"});
    expect_refused(with_keys("ppk_file = [\"new.ppk\", \"old.ppk\"]\nppk_id = \"a\""),
                   {"ppk_file has 2 of the keys and ppk_id 1 of their names"});
    expect_refused(with_keys("ppk_file = [\"new.ppk\", \"old.ppk\"]\nppk_id = [\"a\", \"a\"]"),
                   {"two keys have the ppk_id 'a'"});
    expect_refused(with_keys("ppk_file = \"new.ppk\"\nppk_id = \"\""), {"ppk_id"});
    expect_refused(with_keys("ppk_required = true"), {"it is called ppk here"});
}

TEST_F(PpkConfigTest, ItsFileIsJudgedAsEveryKeyFile) {
    write_key("open.ppk", "thirty-two bytes and some more of them\n", 0644);
    expect_refused(with_keys("ppk_file = \"open.ppk\"\nppk_id = \"a\""), {"open.ppk", "chmod"});
    expect_refused(with_keys("ppk_file = \"none.ppk\"\nppk_id = \"a\""), {"none.ppk"});
    write_key("short.ppk", "twenty bytes of them\n");
    expect_warned(with_keys("ppk_file = \"short.ppk\"\nppk_id = \"a\""), {"has only 20 bytes", "32"});
}

TEST_F(PpkConfigTest, IsReadAgain) {
    const AuthConfig auth = auth_of(with_keys("ppk_file = \"new.ppk\"\nppk_id = \"a\""));
    write_key("new.ppk", "what has come in its place, as long again\n");
    AuthFiles files;
    const auto read = reread_auth(auth, files);
    ASSERT_TRUE(read.ok()) << read.error().text();
    EXPECT_EQ(text_of(read->ppk.keys[0]), "what has come in its place, as long again");
}

}  // namespace
}  // namespace hawser::loader
