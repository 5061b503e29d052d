// SPDX-License-Identifier: BSD-2-Clause
#include "tests/unit/loader/config/fixture.h"

namespace hawser::loader {
namespace {

class MetricsConfigTest : public ConfigTest {
 protected:
    static std::string listening(const std::string& where) {
        return kGood + "[metrics]\nlisten = \"" + where + "\"\n";
    }
};

TEST_F(MetricsConfigTest, AreOffUnlessWanted) {
    EXPECT_FALSE(parse(kGood).config->metrics.wanted());
    EXPECT_FALSE(parse(kGood + "[metrics]\n").config->metrics.wanted());
}

TEST_F(MetricsConfigTest, AnAddressOfEitherFamilyOrASocket) {
    const LoadOutcome v4 = parse(listening("127.0.0.1:9712"));
    ASSERT_TRUE(v4.config) << report(v4);
    EXPECT_TRUE(v4.diagnostics.empty()) << report(v4);
    EXPECT_EQ(v4.config->metrics.address, address("127.0.0.1"));
    EXPECT_EQ(v4.config->metrics.port, 9712);
    const LoadOutcome v6 = parse(listening("[::1]:9712"));
    ASSERT_TRUE(v6.config) << report(v6);
    EXPECT_EQ(v6.config->metrics.address, address("::1"));
    const LoadOutcome socket = parse(listening("/run/hawser/metrics.sock"));
    ASSERT_TRUE(socket.config) << report(socket);
    EXPECT_EQ(socket.config->metrics.socket, "/run/hawser/metrics.sock");
    EXPECT_FALSE(socket.config->metrics.address);
}

TEST_F(MetricsConfigTest, WhatIsNeitherIsRefused) {
    for (const char* wrong : {"9712", "localhost:9712", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:70000",
                              "::1:9712", "[127.0.0.1]:9712", "metrics.sock", "127.0.0.1:97x"})
        expect_refused(listening(wrong), {"'listen' must be an address with a port or an absolute path"});
    expect_refused(listening("/" + std::string(108, 'x')), {"'listen' must be"});
}

TEST_F(MetricsConfigTest, AnAddressThatOthersReachIsWarnedOf) {
    expect_warned(listening("0.0.0.0:9712"), {"whoever reaches 0.0.0.0:9712 may read the metrics"});
    expect_warned(listening("[fd01::1]:9712"), {"whoever reaches [fd01::1]:9712"});
}

}  // namespace
}  // namespace hawser::loader
