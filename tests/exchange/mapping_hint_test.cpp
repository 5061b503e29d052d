// SPDX-License-Identifier: BSD-2-Clause
// XFRM_MSG_MAPPING: the kernel has seen a peer's ESP come from elsewhere (RFC 7296 2.23).
#include <gtest/gtest.h>

#include <string>

#include "tests/exchange/pair.h"

namespace hawser::ike::test {
namespace {

using namespace std::chrono_literals;

IpAddress address(const char* text) {
    return IpAddress::parse(text).value();
}

/// Left is behind a NAT; nothing but what a test causes is on the wire.
struct HintPair : Pair {
    explicit HintPair(bool with_mobike = false) {
        link.nat = Nat{link.left.address, address("192.0.2.1")};
        right.remote_address.reset();
        left.mobike = with_mobike;
        left.liveness_interval = right.liveness_interval = 0s;
        left.nat_keepalive = 0s;
        start();
    }
    [[nodiscard]] const InstallChildSa& right_pair() const {
        return link.right.kernel.pairs().begin()->second;
    }
    void remap() {
        link.nat->outside = address("192.0.2.77");
        link.nat->port_offset = 30000;
    }
    void hint(const hawser::Endpoint& seen) {
        link.right.endpoint->peer_mapped(ConnectionId(1), right_pair().spi_in, seen, link.now);
        link.drain();
    }
    const hawser::Endpoint outside{address("192.0.2.77"), 34500};
    const hawser::Endpoint thief{address("192.0.2.66"), 4500};
};

TEST(MappingHint, AnAnswerFromThereIsFollowed) {
    HintPair pair;
    ASSERT_TRUE(pair.comes_up());
    pair.remap();
    pair.link.run_for(1min);
    EXPECT_NE(pair.right_pair().remote, pair.outside) << "nothing has told yet";
    pair.hint(pair.outside);
    EXPECT_NE(pair.right_pair().remote, pair.outside) << "a hint moves nothing";
    pair.link.run_for(1s);
    EXPECT_EQ(pair.right_pair().remote, pair.outside);
    EXPECT_EQ(pair.link.right.status().remote_host, pair.outside.address);
    pair.link.run_for(1min);
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    EXPECT_EQ(pair.link.right.kernel.installs(), 1u);
}

TEST(MappingHint, AFalseOneCostsTwoMessagesEveryFiveSeconds) {
    HintPair pair;
    ASSERT_TRUE(pair.comes_up());
    const hawser::Endpoint before = pair.right_pair().remote;
    pair.link.trace.clear();
    for (int i = 0; i < 100; ++i) {
        pair.hint(pair.thief);
        pair.link.run_for(100ms);
    }
    size_t sent = 0;
    for (const std::string& one : pair.link.trace)
        sent += one.find("right --> ") == 0 ? 1 : 0;
    EXPECT_LE(sent, 4u) << "one to the peer and one to where it was seen, twice in ten seconds";
    EXPECT_GE(sent, 2u);
    EXPECT_EQ(pair.right_pair().remote, before);
    EXPECT_TRUE(pair.is_one_tunnel());
}

TEST(MappingHint, WhatIsOnTheWayGoesThereToo) {
    HintPair pair;
    ASSERT_TRUE(pair.comes_up());
    pair.remap();
    ASSERT_TRUE(pair.link.right.endpoint->rekey_child(ConnectionId(1), pair.link.now).ok());
    pair.link.run_for(1s);  // it went to the address of before
    pair.hint(pair.outside);
    pair.link.run_for(10s);
    EXPECT_TRUE(pair.is_one_tunnel()) << pair.is_one_tunnel().message();
    EXPECT_EQ(pair.right_pair().remote, pair.outside);
    EXPECT_EQ(pair.link.right.kernel.installs(), 2u);
}

TEST(MappingHint, IsOfNoUseWhereThePeerTellsItself) {
    HintPair pair(true);
    ASSERT_TRUE(pair.comes_up());
    pair.link.trace.clear();
    pair.hint(pair.thief);
    EXPECT_TRUE(pair.link.trace.empty()) << "MOBIKE";
    Pair bare;
    bare.left.liveness_interval = bare.right.liveness_interval = 0s;
    bare.left.mobike = false;
    bare.start();
    ASSERT_TRUE(bare.comes_up());
    bare.link.trace.clear();
    const EspSpi spi = bare.link.right.kernel.pairs().begin()->second.spi_in;
    bare.link.right.endpoint->peer_mapped(ConnectionId(1), spi, pair.thief, bare.link.now);
    bare.link.drain();
    EXPECT_TRUE(bare.link.trace.empty()) << "no NAT";
}

TEST(MappingHint, OfWhatIsNotKnownIsIgnored) {
    HintPair pair;
    ASSERT_TRUE(pair.comes_up());
    pair.link.trace.clear();
    pair.link.right.endpoint->peer_mapped(ConnectionId(1), EspSpi(1), pair.outside, pair.link.now);
    pair.link.right.endpoint->peer_mapped(ConnectionId(9), pair.right_pair().spi_in, pair.outside,
                                          pair.link.now);
    pair.hint({address("2001:db8::1"), 4500});
    pair.hint({address("0.0.0.0"), 4500});
    pair.hint({address("192.0.2.77"), 0});
    pair.hint(pair.right_pair().remote);
    EXPECT_TRUE(pair.link.trace.empty());
}

}  // namespace
}  // namespace hawser::ike::test
