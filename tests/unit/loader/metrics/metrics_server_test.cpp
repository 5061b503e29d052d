// SPDX-License-Identifier: BSD-2-Clause
#include "loader/metrics/metrics_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/un.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <functional>

namespace hawser::loader {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class MetricsServerTest : public testing::Test {
 protected:
    MetricsServerTest() : folder_(testing::TempDir() + "metrics-" + std::to_string(::getpid())) {
        std::filesystem::create_directories(folder_);
        config_.socket = folder_ + "/metrics.sock";
    }
    ~MetricsServerTest() override { std::filesystem::remove_all(folder_); }

    void open() {
        auto opened = MetricsServer::open(loop_, config_, [this] {
            ++asked_;
            return std::string("hawser_build_info 1\n");
        });
        ASSERT_TRUE(opened.ok()) << opened.error().text();
        server_ = *std::move(opened);
    }

    /// Turns the loop until `done`, or until nothing happens any more.
    void run_until(const std::function<bool()>& done) {
        for (int turns = 0; turns < 1000 && !done(); ++turns)
            loop_.run_one_for(std::chrono::milliseconds(20));
    }

    /// What the server says to these bytes until it closes or falls silent.
    std::string ask(const std::string& request) {
        asio::local::stream_protocol::socket client(loop_);
        client.connect(config_.socket);
        asio::write(client, asio::buffer(request));
        std::string said;
        bool ended = false;
        const std::function<void()> read = [&] {
            client.async_read_some(asio::buffer(bytes_), [&](error_code failure, size_t length) {
                said.append(bytes_.data(), length);
                ended = static_cast<bool>(failure);
                if (!ended) read();
            });
        };
        read();
        run_until([&] { return ended || said.find("\r\n\r\n") != std::string::npos; });
        error_code ignored;
        client.close(ignored);
        run_until([&] { return ended; });
        return said;
    }

    std::string folder_;
    MetricsConfig config_;
    asio::io_context loop_{1};
    std::array<char, 4096> bytes_{};
    int asked_ = 0;
    std::unique_ptr<MetricsServer> server_;
};

TEST_F(MetricsServerTest, GivesThePageInTheFormatOfPrometheus) {
    open();
    const std::string said = ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(said, StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(said, HasSubstr("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
    EXPECT_THAT(said, HasSubstr("\r\n\r\nhawser_build_info 1\n"));
}

TEST_F(MetricsServerTest, HeadHasNoBody) {
    open();
    const std::string said = ask("HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(said, StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(said, HasSubstr("Content-Length: 20\r\n"));
    EXPECT_THAT(said, testing::EndsWith("\r\n\r\n"));
}

TEST_F(MetricsServerTest, KnowsOnePageAndTwoMethods) {
    open();
    EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 404"));
    EXPECT_THAT(ask("DELETE /metrics HTTP/1.1\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 405"));
    EXPECT_EQ(asked_, 0);
    EXPECT_THAT(ask("GET /metrics?x=1 HTTP/1.1\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 200"));
}

TEST_F(MetricsServerTest, WhatIsNotHttpIsNotAnswered) {
    open();
    EXPECT_EQ(ask("\x16\x03\x01 hello\r\n\r\n"), "");
    EXPECT_EQ(ask("GET /metrics HTTP/1.1\r\nX: " + std::string(20000, 'x') + "\r\n\r\n"), "");
    EXPECT_THAT(ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 200"))
        << "and the next one is served";
}

TEST_F(MetricsServerTest, HasRoomForAFewAtATime) {
    open();
    std::vector<asio::local::stream_protocol::socket> idle;
    for (long i = 0; i < MetricsServer::kMostClients; ++i) {
        idle.emplace_back(loop_).connect(config_.socket);
        loop_.run_one_for(std::chrono::milliseconds(20));
    }
    EXPECT_EQ(ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"), "");
    for (auto& each : idle)
        each.close();
    // Until the server has seen all of them go.
    while (loop_.run_one_for(std::chrono::milliseconds(50)) > 0) {
    }
    EXPECT_THAT(ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 200"));
}

TEST_F(MetricsServerTest, LeavesNoSocketBehind) {
    open();
    EXPECT_TRUE(std::filesystem::exists(config_.socket));
    server_.reset();
    EXPECT_FALSE(std::filesystem::exists(config_.socket));
}

TEST_F(MetricsServerTest, AnAddressThatIsNotOursIsAnErrorWithItsName) {
    config_ = {.address = *IpAddress::parse("192.0.2.1"), .port = 9712, .socket = {}};
    const auto opened = MetricsServer::open(loop_, config_, [] { return std::string(); });
    ASSERT_FALSE(opened.ok());
    EXPECT_THAT(opened.error().text(), HasSubstr("192.0.2.1[9712]"));
}

}  // namespace
}  // namespace hawser::loader
