// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/dns_query.h"

#include <gmock/gmock.h>

#include <optional>

#include "loader/net/udp_socket.h"
#include "tests/unit/loader/net/private_network.h"

namespace hawser::loader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr uint16_t kTypeA = 1;

/// Answers every question for A with its address, in the form of RFC 1035 4.1, or with an error code.
class DnsQueryTest : public PrivateNetwork {
 protected:
    void SetUp() override {
        PrivateNetwork::SetUp();
        server = UdpSocket::open(loop, {Endpoint{IpAddress::parse("127.0.0.1").value(), 0}, "", false},
                                 [this](const Endpoint& remote, ByteView bytes) { asked(remote, bytes); })
                     .value();
    }

    void asked(const Endpoint& remote, ByteView bytes) {
        ++questions;
        if (silent) return;
        Bytes answer = to_bytes(bytes);
        const size_t end = 12 + name_length(answer) + 4;
        answer.resize(end);
        const uint16_t type = static_cast<uint16_t>(answer[end - 4] << 8 | answer[end - 3]);
        answer[2] = 0x81;
        answer[3] = static_cast<uint8_t>(0x80 | code);
        answer[7] = code == 0 && type == kTypeA ? 1 : 0;
        answer[9] = answer[11] = 0;
        if (answer[7] == 1) {
            const Bytes record{0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 77, 0, 4, 203, 0, 113, 10};
            answer.insert(answer.end(), record.begin(), record.end());
        }
        ASSERT_TRUE(server->send(remote, answer).ok());
    }

    static size_t name_length(const Bytes& message) {
        size_t at = 12;
        while (message.at(at) != 0)
            at += message[at] + 1U;
        return at - 12 + 1;
    }

    void ask(const std::string& name) {
        query = DnsQuery::ask(loop,
                              {.name = name,
                               .family = Family::kIpv4,
                               .servers = {IpAddress::parse("127.0.0.1").value()},
                               .interface = "",
                               .locals = {},
                               .port = server->local().port},
                              [this](const Result<DnsAnswer>& one) { answer.emplace(one); });
    }

    bool silent = false;
    uint8_t code = 0;
    unsigned questions = 0;
    std::unique_ptr<UdpSocket> server;
    std::unique_ptr<DnsQuery> query;
    std::optional<Result<DnsAnswer>> answer;
};

TEST_F(DnsQueryTest, ANameHasItsAddressAndTtl) {
    ask("gw.example");
    ASSERT_TRUE(run_until([this] { return answer.has_value(); }));
    ASSERT_TRUE(answer->ok()) << answer->error().text();
    EXPECT_THAT((*answer)->addresses, ElementsAre(IpAddress::parse("203.0.113.10").value()));
    EXPECT_EQ((*answer)->ttl, std::chrono::seconds(77));
}

TEST_F(DnsQueryTest, ANameThatDoesNotExistIsAnErrorThatNamesIt) {
    code = 3;
    ask("nowhere.example");
    ASSERT_TRUE(run_until([this] { return answer.has_value(); }));
    ASSERT_FALSE(answer->ok());
    EXPECT_THAT(answer->error().text(), HasSubstr("nowhere.example"));
}

TEST_F(DnsQueryTest, LeftBeforeItsAnswerNothingIsCalled) {
    silent = true;
    ask("gw.example");
    ASSERT_TRUE(run_until([this] { return questions > 0; }));
    query.reset();
    loop.poll();
    EXPECT_FALSE(answer.has_value());
}

}  // namespace
}  // namespace hawser::loader
