// SPDX-License-Identifier: BSD-2-Clause
// Each kind of socket against a small service on the loopback of a network of its own.
#include <gmock/gmock.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <string>

#include "health/bfd/packet.h"
#include "loader/net/bfd_sockets.h"
#include "loader/net/http_probes.h"
#include "loader/net/system_clock.h"
#include "loader/net/tcp_probes.h"
#include "loader/net/udp_probes.h"
#include "tests/unit/loader/net/private_network.h"

namespace hawser::loader {
namespace {

using boost::asio::ip::tcp;
using boost::asio::ip::udp;
using testing::HasSubstr;

const health::ProbeId kProbe{TunnelId(1), 2};

class ProbePortsTest : public PrivateNetwork {
 protected:
    struct Heard {
        health::ProbeId id;
        health::ProbeAnswer answer;
        Bytes bytes;
    };
    void SetUp() override {
        PrivateNetwork::SetUp();
        config.target = config.source = IpAddress::parse("127.0.0.1").value();
    }
    [[nodiscard]] ProbeAnswered listener() {
        return [this](health::ProbeId id, const health::ProbeAnswer& answer) {
            heard.push_back({id, answer, to_bytes(answer.bytes)});
        };
    }
    [[nodiscard]] OutgoingProbe request(ByteView bytes = {},
                                        Duration patience = std::chrono::seconds(5)) const {
        return {.id = kProbe,
                .config = config,
                .ifindex = index_of("lo"),
                .sequence = 7,
                .deadline = system_now() + patience,
                .bytes = bytes};
    }
    /// The one answer that comes.
    const health::ProbeAnswer& answer() {
        HAWSER_CHECK(run_until([this] { return !heard.empty(); }), "an answer comes");
        EXPECT_EQ(heard.front().id, kProbe);
        return heard.front().answer;
    }
    health::ProbeConfig config;
    std::vector<Heard> heard;
};

TEST_F(ProbePortsTest, ATcpConnectionIsMadeOrRefused) {
    tcp::acceptor acceptor(loop, tcp::endpoint(tcp::v4(), 0));
    config.port = acceptor.local_endpoint().port();
    TcpProbes tcp_probes(loop, listener());
    ASSERT_TRUE(tcp_probes.send(request()).ok());
    EXPECT_EQ(answer().failure, "");
    EXPECT_EQ(answer().sequence, 7u);
    acceptor.close();
    heard.clear();
    ASSERT_TRUE(tcp_probes.send(request()).ok());
    EXPECT_EQ(answer().failure, "connection refused");
}

TEST_F(ProbePortsTest, ACallThatIsForgottenOrOverdueSaysNothing) {
    config.target = config.source = IpAddress::parse("192.0.2.1").value();
    add_veth("silent0", "silent1");
    ip("addr add 192.0.2.1/24 dev silent0");
    config.target = IpAddress::parse("192.0.2.9").value();  // nobody
    config.port = 443;
    TcpProbes tcp_probes(loop, listener());
    OutgoingProbe call = request({}, std::chrono::milliseconds(50));
    call.ifindex = index_of("silent0");
    ASSERT_TRUE(tcp_probes.send(call).ok());
    call.deadline = system_now() + std::chrono::minutes(5);
    ASSERT_TRUE(tcp_probes.send(call).ok());
    tcp_probes.forget(kProbe.tunnel);
    // Nothing is left to be waited for.
    loop.run();
    EXPECT_TRUE(heard.empty());
}

TEST_F(ProbePortsTest, NothingIsSentWithoutTheTunnelsInterface) {
    config.port = 1;
    OutgoingProbe call = request();
    call.ifindex = 0;
    EXPECT_EQ(TcpProbes(loop, listener()).send(call).error().text(), "the tunnel has no interface yet");
    EXPECT_FALSE(UdpProbes(loop, listener()).send(call).ok());
    EXPECT_FALSE(BfdSockets(loop, listener()).send(call).ok());
}

TEST_F(ProbePortsTest, UdpKeepsItsPortAndHearsItsAnswer) {
    udp::socket server(loop, udp::endpoint(udp::v4(), 0));
    config.port = server.local_endpoint().port();
    UdpProbes udp_probes(loop, listener());
    const Bytes question{1, 2, 3};
    udp::endpoint first;
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(udp_probes.send(request(question)).ok());
        Bytes received(10);
        udp::endpoint from;
        ASSERT_EQ(server.receive_from(boost::asio::buffer(received), from), question.size());
        if (i == 0) first = from;
        EXPECT_EQ(from, first);
        server.send_to(boost::asio::buffer(Bytes{9, 9}), from);
    }
    ASSERT_TRUE(run_until([this] { return heard.size() == 2; }));
    EXPECT_EQ(heard[0].bytes, (Bytes{9, 9}));
    EXPECT_LE(heard[0].answer.received_at, system_now());
}

/// Answers one HTTP request with these bytes.
class OneAnswer {
 public:
    OneAnswer(boost::asio::io_context& loop, std::string answer)
        : acceptor_(loop, tcp::endpoint(tcp::v4(), 0)), socket_(loop), answer_(std::move(answer)) {
        acceptor_.async_accept(socket_, [this](const auto& error) {
            if (!error) read();
        });
    }
    [[nodiscard]] uint16_t port() const { return acceptor_.local_endpoint().port(); }
    std::string asked;

 private:
    void read() {
        socket_.async_read_some(boost::asio::buffer(buffer_), [this](const auto& error, size_t size) {
            if (error) return;
            asked.assign(buffer_.data(), size);
            boost::asio::async_write(socket_, boost::asio::buffer(answer_), [](const auto&, size_t) {});
        });
    }
    tcp::acceptor acceptor_;
    tcp::socket socket_;
    std::string answer_;
    std::array<char, 2048> buffer_{};
};

TEST_F(ProbePortsTest, AnExpectedStatusIsAnAnswerWhateverTheBody) {
    OneAnswer server(loop, "HTTP/1.1 204 No Content\r\nContent-Length: 1000\r\n\r\n");
    config.port = server.port();
    config.http = {.host = "pop.example", .path = "/health?x=1"};
    HttpProbes http(loop, listener());
    ASSERT_TRUE(http.send(request()).ok());
    EXPECT_EQ(answer().failure, "");
    EXPECT_THAT(server.asked, HasSubstr("GET /health?x=1 HTTP/1.1\r\n"));
    EXPECT_THAT(server.asked, HasSubstr("Host: pop.example\r\n"));
}

TEST_F(ProbePortsTest, AnotherStatusOrRubbishIsNone) {
    for (const auto& [text, says] :
         {std::pair<std::string, std::string>{"HTTP/1.1 503 Busy\r\n\r\n", "the server answers 503"},
          {"SSH-2.0-OpenSSH_9.2\r\n\r\n", ""}}) {
        heard.clear();
        OneAnswer server(loop, text);
        config.port = server.port();
        config.http = {.host = "pop.example", .path = "/"};
        HttpProbes http(loop, listener());
        ASSERT_TRUE(http.send(request()).ok());
        EXPECT_NE(answer().failure, "");
        EXPECT_THAT(answer().failure, HasSubstr(says));
    }
}

TEST_F(ProbePortsTest, TlsWithWhoDoesNotSpeakItFails) {
    OneAnswer server(loop, "HTTP/1.1 200 OK\r\n\r\n");
    config.port = server.port();
    config.http = {.tls = true, .host = "pop.example", .path = "/"};
    HttpProbes http(loop, listener());
    ASSERT_TRUE(http.send(request()).ok());
    EXPECT_THAT(answer().failure, HasSubstr("TLS: "));
}

TEST_F(ProbePortsTest, BfdLeavesWithTtl255AndIsHeardByItsDiscriminator) {
    BfdSockets bfd(loop, listener());
    health::bfd::ControlPacket packet{.my_discriminator = 5,
                                      .desired_min_tx = std::chrono::seconds(1),
                                      .required_min_rx = std::chrono::seconds(1)};
    const Bytes bytes = serialize(packet);
    // To ourselves: who sends from the configured address without knowing us is the neighbour.
    ASSERT_TRUE(bfd.send(request(bytes)).ok());
    (void)answer();
    EXPECT_EQ(heard.front().bytes, bytes);
    packet.your_discriminator = 99;
    heard.clear();
    ASSERT_TRUE(bfd.send(request(serialize(packet))).ok());
    packet.your_discriminator = 0;
    ASSERT_TRUE(bfd.send(request(serialize(packet))).ok());
    (void)answer();
    EXPECT_EQ(heard.size(), 1u) << "what is for another session is not ours";
}

}  // namespace
}  // namespace hawser::loader
