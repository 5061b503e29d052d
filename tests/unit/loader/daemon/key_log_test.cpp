// SPDX-License-Identifier: BSD-2-Clause
// What a handshake leaves in the key log, and that Wireshark decrypts the handshake with it.
#include "loader/daemon/key_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/stat.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/hex.h"
#include "tests/exchange/pair.h"
#include "tests/unit/loader/daemon/site.h"

namespace hawser::loader {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ike::EndpointOptions reporting() {
    ike::EndpointOptions options;
    options.report_keys = true;
    return options;
}

/// Datagrams as IPv4 packets of a capture file. Checksums are zero: nobody looks at them.
class Capture {
 public:
    explicit Capture(const std::string& path) : file_(path, std::ios::binary) {
        put32(0xa1b2c3d4);
        put32(0x00040002);                                  // version 2.4, the lower half first
        for (const uint32_t word : {0u, 0u, 65535u, 101u})  // zone, precision, longest, LINKTYPE_RAW
            put32(word);
    }
    /// `protocol` is UDP, or what carries the bytes without a header of its own.
    void add(const ike::SendDatagram& datagram, uint8_t protocol = IPPROTO_UDP) {
        const size_t udp_header = protocol == IPPROTO_UDP ? 8 : 0;
        const auto size = static_cast<uint32_t>(20 + udp_header + datagram.bytes.size());
        for (const uint32_t word : {++count_, 0u, size, size})
            put32(word);
        put({0x45, 0, static_cast<uint8_t>(size >> 8), static_cast<uint8_t>(size), 0, 0, 0, 0, 64, protocol,
             0, 0});
        put(to_bytes(datagram.local.address.bytes()));
        put(to_bytes(datagram.remote.address.bytes()));
        if (udp_header != 0) {
            const auto udp = static_cast<uint16_t>(size - 20);
            for (const uint16_t half : {datagram.local.port, datagram.remote.port, udp, uint16_t{0}})
                put({static_cast<uint8_t>(half >> 8), static_cast<uint8_t>(half)});
        }
        put(datagram.bytes);
        file_.flush();
    }

 private:
    void put(const Bytes& bytes) {
        file_.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    }
    void put32(uint32_t word) { file_.write(reinterpret_cast<const char*>(&word), sizeof word); }

    std::ofstream file_;
    uint32_t count_ = 0;
};

std::string output_of(const std::string& command) {
    FILE* pipe = ::popen(command.c_str(), "r");
    HAWSER_CHECK(pipe != nullptr, "a shell runs");
    std::string text;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
        text += static_cast<char>(c);
    (void)::pclose(pipe);
    return text;
}

struct KeyLogTest : testing::Test {
    KeyLogTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "hawser-keys-XXXXXX").string();
        HAWSER_CHECK(::mkdtemp(pattern.data()) != nullptr, "a temporary folder can be made");
        folder = pattern;
    }
    ~KeyLogTest() override { std::filesystem::remove_all(folder); }

    [[nodiscard]] std::string content(const char* name) const {
        std::ostringstream text;
        text << std::ifstream(folder + "/" + name).rdbuf();
        return text.str();
    }

    /// A handshake whose datagrams are captured and whose keys are logged.
    void shake_hands(const char* proposal) {
        ike::test::Pair pair(1, reporting());
        pair.left.ike_proposals = pair.right.ike_proposals = {*ike::parse_ike_proposal(proposal)};
        Capture capture(folder + "/handshake.pcap");
        pair.link.filter = [&](const ike::test::Side&, ike::SendDatagram& datagram) {
            capture.add(datagram);
            return true;
        };
        pair.start();
        ASSERT_TRUE(pair.comes_up());
        auto log = KeyLog::open(folder);
        ASSERT_TRUE(log.ok()) << log.error().text();
        ASSERT_EQ(pair.link.left.keys.size(), 1u) << "one generation of keys";
        (*log)->add(pair.link.left.keys.front());
        (*log)->add(pair.link.left.kernel.pairs().begin()->second);
        ASSERT_EQ(pair.link.right.keys.size(), 1u);
        EXPECT_EQ(ikev2_table_line(pair.link.left.keys[0]), ikev2_table_line(pair.link.right.keys[0]));
    }

    [[nodiscard]] std::string decrypted() const {
        return output_of("WIRESHARK_CONFIG_DIR=" + folder +
                         " tshark -o esp.enable_encryption_decode:TRUE -V -r " + folder +
                         "/handshake.pcap 2>&1");
    }

    std::string folder;
};

TEST_F(KeyLogTest, IsForItsOwnerAloneAndGoesOnAtTheEnd) {
    shake_hands("aes128gcm16-prfsha256-x25519");
    const std::string first = content("ikev2_decryption_table");
    shake_hands("aes128gcm16-prfsha256-x25519");
    EXPECT_EQ(content("ikev2_decryption_table"), first + first);
    for (const char* name : {"/ikev2_decryption_table", "/esp_sa"}) {
        struct stat state {};
        ASSERT_EQ(::stat((folder + name).c_str(), &state), 0);
        EXPECT_EQ(state.st_mode & 07777u, 0600u);
    }
}

TEST_F(KeyLogTest, NamesBothDirectionsOfAChildSa) {
    ike::InstallChildSa child = child_of(1, 1, 0x1001, 0x2001);
    EXPECT_EQ(esp_table_lines(child),
              "\"IPv4\",\"198.51.100.2\",\"203.0.113.10\",\"0x00002001\",\"AES-GCM with 16 octet ICV "
              "[RFC4106]\",\"0x" +
                  std::string(40, '2') + "\",\"NULL\",\"\"\n" +
                  "\"IPv4\",\"203.0.113.10\",\"198.51.100.2\",\"0x00001001\",\"AES-GCM with 16 octet ICV "
                  "[RFC4106]\",\"0x" +
                  std::string(40, '1') + "\",\"NULL\",\"\"\n");
    child.encryption = ike::EncryptionId::kNull;
    EXPECT_EQ(esp_table_lines(child), "");
}

TEST_F(KeyLogTest, RefusesAFolderThatIsNotThereAndALink) {
    EXPECT_FALSE(KeyLog::open(folder + "/none").ok());
    std::filesystem::create_symlink("/dev/null", folder + "/esp_sa");
    EXPECT_FALSE(KeyLog::open(folder).ok());
}

TEST_F(KeyLogTest, WiresharkDecryptsTheHandshake) {
    if (output_of("command -v tshark").empty()) GTEST_SKIP() << "no tshark here";
    for (const char* proposal : {"aes256gcm16-prfsha384-x25519", "aes128-sha256-x25519"}) {
        std::filesystem::remove(folder + "/ikev2_decryption_table");
        std::filesystem::remove(folder + "/esp_sa");
        shake_hands(proposal);
        const std::string shown = decrypted();
        EXPECT_THAT(shown, HasSubstr("branch.example")) << proposal;
        EXPECT_THAT(shown, HasSubstr("pop.example")) << proposal;
        EXPECT_THAT(shown, HasSubstr("Traffic Selector")) << proposal;
    }
    // Without the keys nothing of it is seen.
    std::ofstream(folder + "/ikev2_decryption_table", std::ios::trunc).close();
    EXPECT_EQ(decrypted().find("branch.example"), std::string::npos);
}

/// A ping with the payload `inside-esp-1`, as the SA 0x2001 sends it with the key of child_of().
constexpr const char* kEspPacket =
    "0000200100000001000000000000000112fc93e04e1fd063f1fb6c3306b5b5e4"
    "780ef9915e46efe3aa00ee381a5137c6d6acc90582aaaef196227be58b19d012"
    "cd6b2fa430eabae5e3850c47";

TEST_F(KeyLogTest, WiresharkDecryptsEsp) {
    if (output_of("command -v tshark").empty()) GTEST_SKIP() << "no tshark here";
    const ike::InstallChildSa child = child_of(1, 1, 0x1001, 0x2001);
    (*KeyLog::open(folder))->add(child);
    ike::SendDatagram packet;
    packet.local = child.local;
    packet.remote = child.remote;
    packet.bytes = *from_hex(kEspPacket);
    Capture(folder + "/handshake.pcap").add(packet, IPPROTO_ESP);
    EXPECT_THAT(decrypted(), HasSubstr("Src: 10.1.0.1, Dst: 10.2.0.1"));
    std::filesystem::remove(folder + "/esp_sa");
    EXPECT_THAT(decrypted(), Not(HasSubstr("10.1.0.1")));
}

TEST(KeysMade, AreNobodysBusinessUnlessAskedFor) {
    ike::test::Pair pair;
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    EXPECT_TRUE(pair.link.left.keys.empty());
}

TEST(KeysMade, AreToldOfEachRekeyedIkeSa) {
    ike::test::Pair pair(1, reporting());
    pair.start();
    ASSERT_TRUE(pair.comes_up());
    ASSERT_TRUE(pair.link.left.endpoint->rekey_ike(ike::ConnectionId(1), pair.link.now).ok());
    pair.link.drain();
    pair.link.run_for(std::chrono::seconds(2));
    ASSERT_EQ(pair.link.left.keys.size(), 2u);
    EXPECT_EQ(pair.link.left.keys[1].initiator_spi, pair.link.left.status().initiator_spi);
    EXPECT_EQ(ikev2_table_line(pair.link.left.keys[1]), ikev2_table_line(pair.link.right.keys.at(1)));
    ASSERT_FALSE(pair.link.left.changes.empty());
    EXPECT_EQ(pair.link.left.changes.back().from, ike::IkeSaState::kEstablished) << "and so is the rekeying";
    EXPECT_EQ(pair.link.left.changes.back().to, ike::IkeSaState::kEstablished);
}

}  // namespace
}  // namespace hawser::loader
