// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/psk_file.h"

#include <unistd.h>

#include "tests/unit/loader/config/fixture.h"

namespace hawser::loader {
namespace {

using PskFileTest = ConfigTest;

std::string decoded(const std::string& content) {
    const auto key = decode_psk(ByteView(reinterpret_cast<const uint8_t*>(content.data()), content.size()));
    if (!key) return "error: " + key.error().text();
    return std::string(key->view().begin(), key->view().end());
}

TEST_F(PskFileTest, TextHexAndBase64) {
    EXPECT_EQ(decoded("secret"), "secret");
    EXPECT_EQ(decoded("secret\n"), "secret");
    EXPECT_EQ(decoded("secret\r\n"), "secret");
    EXPECT_EQ(decoded(" two words "), " two words ");
    EXPECT_EQ(decoded("0x736563726574\n"), "secret");
    EXPECT_EQ(decoded("0x7365637265747A"), "secretz");
    EXPECT_EQ(decoded("0sc2VjcmV0\n"), "secret");
    EXPECT_EQ(decoded("0sc2VjcmU="), "secre");
    EXPECT_EQ(decoded("0sc2Vjcg=="), "secr");
    EXPECT_EQ(decoded("0s+/+/"), "\xfb\xff\xbf");
}

TEST_F(PskFileTest, WhatIsNoKeyIsSaidWithoutQuotingIt) {
    EXPECT_EQ(decoded(""), "error: there is no key in it");
    EXPECT_EQ(decoded("\n\n"), "error: there is no key in it");
    EXPECT_EQ(decoded("0x"), "error: there is no key in it");
    EXPECT_EQ(decoded("0x123"), "error: an odd number of hexadecimal digits follows 0x");
    EXPECT_EQ(decoded("0x12zz"), "error: something other than hexadecimal digits follows 0x");
    EXPECT_EQ(decoded("0s12*4"), "error: something other than base64 follows 0s");
    EXPECT_EQ(decoded("0sabcde"), "error: the base64 after 0s is cut off");
    EXPECT_EQ(decoded("one\ntwo\n"), "error: there is more than one line in it");
}

TEST_F(PskFileTest, AFileThatOthersCanReadIsRefused) {
    for (const mode_t mode : {0640, 0604, 0644, 0620, 0602, 0660}) {
        write_key("open.psk", "a key of sufficient length", mode);
        expect_refused(with(kGood, "pop.psk", "open.psk"),
                       {"hawser.toml:21:12: error: key file open.psk has mode 06", "(chmod 600 open.psk)"});
    }
    write_key("open.psk", "a key of sufficient length", 0400);
    EXPECT_TRUE(parse(with(kGood, "pop.psk", "open.psk")).config);
}

TEST_F(PskFileTest, AFileOfAnotherUserIsRefused) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
    write_key("theirs.psk", "a key of sufficient length");
    ASSERT_EQ(::chown(path("theirs.psk").c_str(), 12345, 12345), 0);
    expect_refused(with(kGood, "pop.psk", "theirs.psk"),
                   {"key file theirs.psk belongs to user 12345 (chown root theirs.psk)"});
}

TEST_F(PskFileTest, WhatIsNoRegularFileIsRefused) {
    std::filesystem::create_directory(path("folder.psk"));
    ASSERT_EQ(::mkfifo(path("fifo.psk").c_str(), 0600), 0);
    expect_refused(with(kGood, "pop.psk", "folder.psk"), {"key file folder.psk is not a regular file"});
    expect_refused(with(kGood, "pop.psk", "fifo.psk"), {"key file fifo.psk is not a regular file"});
    expect_refused(with(kGood, "pop.psk", "none.psk"),
                   {"opening key file none.psk: No such file or directory", "umask 077"});
    write_key("empty.psk", "\n");
    expect_refused(with(kGood, "pop.psk", "empty.psk"), {"key file empty.psk: there is no key in it"});
    write_key("large.psk", std::string(5000, 'x'));
    expect_refused(with(kGood, "pop.psk", "large.psk"), {"key file large.psk has 5000 bytes"});
}

TEST_F(PskFileTest, AnUnreadableFileIsRefused) {
    if (::geteuid() == 0) GTEST_SKIP() << "root reads every file";
    write_key("shut.psk", "a key of sufficient length", 0000);
    expect_refused(with(kGood, "pop.psk", "shut.psk"), {"opening key file shut.psk: Permission denied"});
}

TEST_F(PskFileTest, AShortKeyIsAWarning) {
    write_key("short.psk", "secret\n");
    expect_warned(with(kGood, "pop.psk", "short.psk"),
                  {"hawser.toml:21:12: warning: the key in short.psk has only 6 bytes"});
}

TEST_F(PskFileTest, NoKeyFileAtAllIsRefused) {
    expect_refused(with(kGood, "psk_file = \"pop.psk\"\n", ""),
                   {"hawser.toml:20:1: error: peer 'pop' has no 'psk_file' in [peer.auth]"});
}

}  // namespace
}  // namespace hawser::loader
