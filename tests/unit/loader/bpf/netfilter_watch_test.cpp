// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/netfilter_watch.h"

#include <gtest/gtest.h>
#include <poll.h>

#include "sandbox.h"

namespace hawser::loader {
namespace {

class NetfilterWatchTest : public BpfSandbox {
 protected:
    void SetUp() override {
        BpfSandbox::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        if (!run("nft add table inet probe")) GTEST_SKIP() << "no nftables in this kernel, or no nft";
    }
    /// Waits for something to be said, and takes it.
    static Result<bool> hear(NetfilterWatch& watch) {
        pollfd readable{watch.fd(), POLLIN, 0};
        if (::poll(&readable, 1, 2000) != 1) return Error("nothing is said");
        return watch.take();
    }
};

TEST_F(NetfilterWatchTest, HearsOfChainsAndRules) {
    auto watch = NetfilterWatch::open();
    ASSERT_TRUE(watch.ok()) << watch.error().text();
    EXPECT_FALSE(watch->take().value()) << "nothing has changed yet";
    ASSERT_TRUE(run("nft add chain inet probe forward '{ type filter hook forward priority 0; }'"));
    EXPECT_TRUE(hear(*watch).value());
    ASSERT_TRUE(run("nft add rule inet probe forward accept"));
    EXPECT_TRUE(hear(*watch).value());
    ASSERT_TRUE(run("nft delete table inet probe"));
    EXPECT_TRUE(hear(*watch).value());
    EXPECT_FALSE(watch->take().value());
}

TEST_F(NetfilterWatchTest, ElementsOfASetChangeNoChain) {
    ASSERT_TRUE(run("nft add set inet probe blocked '{ type ipv4_addr; }'"));
    auto watch = NetfilterWatch::open();
    ASSERT_TRUE(watch.ok()) << watch.error().text();
    ASSERT_TRUE(run("nft add element inet probe blocked '{ 192.0.2.1 }'"));
    EXPECT_FALSE(hear(*watch).value());
}

}  // namespace
}  // namespace hawser::loader
