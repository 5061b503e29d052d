// SPDX-License-Identifier: BSD-2-Clause
// Contradictions are refused by the names of the keys, each at its place.
#include "tests/unit/loader/config/fixture.h"

namespace hawser::loader {
namespace {

using namespace std::chrono_literals;

struct LifetimesTest : ConfigTest {
    [[nodiscard]] PeerConfig peer_with(const std::string& tables) const {
        const LoadOutcome outcome = parse(kGood + tables);
        EXPECT_TRUE(outcome.config.has_value()) << report(outcome);
        return outcome.config ? outcome.config->peers[0] : PeerConfig{};
    }
};

TEST_F(LifetimesTest, HaveDefaults) {
    const PeerConfig peer = peer_with("");
    EXPECT_EQ(peer.child_lifetime.rekey_time, 1h);
    EXPECT_EQ(peer.child_lifetime.rekey_bytes, 0u);
    EXPECT_EQ(peer.ike_lifetime.rekey_time, 4h);
    EXPECT_EQ(peer.reauth_time, 0s);
    EXPECT_FALSE(peer.childless);
}

TEST_F(LifetimesTest, AreReadWithTheirUnits) {
    const PeerConfig peer = peer_with(
        "[peer.ike]\nrekey_time = \"8h\"\nover_time = \"10m\"\nrand_time = \"5m\"\nreauth_time = \"1d\"\n"
        "childless = \"prefer\"\n"
        "[peer.esp]\nrekey_time = \"30m\"\nlife_time = \"40m\"\nrand_time = \"1m\"\nrekey_bytes = \"10GB\"\n"
        "life_bytes = 12000000000\nrekey_packets = 5000000000\nlife_packets = 6000000000\n");
    EXPECT_EQ(peer.ike_lifetime.rekey_time, 8h);
    EXPECT_EQ(peer.ike_lifetime.over_time, 10min);
    EXPECT_EQ(peer.ike_lifetime.rand_time, 5min);
    EXPECT_EQ(peer.reauth_time, 24h);
    EXPECT_TRUE(peer.childless);
    EXPECT_EQ(peer.child_lifetime.rekey_time, 30min);
    EXPECT_EQ(peer.child_lifetime.life_time, 40min);
    EXPECT_EQ(peer.child_lifetime.rand_time, 1min);
    EXPECT_EQ(peer.child_lifetime.rekey_bytes, 10'000'000'000u);
    EXPECT_EQ(peer.child_lifetime.life_bytes, 12'000'000'000u);
    EXPECT_EQ(peer.child_lifetime.rekey_packets, 5'000'000'000u);
    EXPECT_EQ(peer.child_lifetime.life_packets, 6'000'000'000u);
    EXPECT_TRUE(peer.child_lifetime.validate().ok());
    EXPECT_TRUE(peer.ike_lifetime.validate().ok());
}

TEST_F(LifetimesTest, ALifeIsLongerThanTheTimeToRekey) {
    expect_refused(kGood + "[peer.esp]\nlife_time = \"30m\"\n",
                   {"hawser.toml:29:13: error: 'life_time' in [peer.esp] is 30m, and rekey_time 1h"});
    expect_refused(kGood + "[peer.esp]\nrekey_bytes = \"2GB\"\nlife_bytes = \"1GB\"\n",
                   {"'life_bytes' in [peer.esp] is not above rekey_bytes"});
    expect_refused(kGood + "[peer.esp]\nrekey_packets = 10\nlife_packets = 10\n",
                   {"'life_packets' in [peer.esp] is not above rekey_packets"});
    expect_refused(kGood + "[peer.esp]\nlife_bytes = \"1GB\"\n",
                   {"'life_bytes' in [peer.esp] without rekey_bytes", "rekey_bytes = 0 says"});
    EXPECT_EQ(peer_with("[peer.esp]\nrekey_bytes = 0\nlife_bytes = \"1GB\"\n").child_lifetime.life_bytes,
              1'000'000'000u);
    EXPECT_EQ(peer_with("[peer.esp]\nrekey_time = \"0s\"\nlife_time = \"1h\"\n").child_lifetime.life_time, 1h)
        << "the peer rekeys";
}

TEST_F(LifetimesTest, TheRandomShareFits) {
    expect_refused(kGood + "[peer.esp]\nrekey_time = \"1m\"\nrand_time = \"2m\"\n",
                   {"'rand_time' in [peer.esp] is 2m, more than rekey_time, 1m"});
    expect_refused(kGood + "[peer.ike]\nrand_time = \"5h\"\n", {"'rand_time' in [peer.ike]"});
}

TEST_F(LifetimesTest, WhatWouldDoNothingIsRefused) {
    expect_refused(kGood + "[peer.ike]\nrekey_time = \"0s\"\nover_time = \"1m\"\n",
                   {"'over_time' in [peer.ike] means nothing"});
    expect_refused(
        with(kGood, "uplinks =", "initiate = \"never\"\nuplinks =") + "[peer.ike]\nreauth_time = \"1d\"\n",
        {"'reauth_time' in [peer.ike]: no tunnel of peer 'pop' initiates"});
}

TEST_F(LifetimesTest, KeysElsewhereAreSentHome) {
    expect_refused(with(kGood, "uplinks =", "rekey_time = \"1h\"\nuplinks ="),
                   {"[peer.ike] for the IKE SA, in [peer.esp] for Child SAs"});
    expect_refused(kGood + "[peer.esp]\nover_time = \"1h\"\n", {"a Child SA ends at its life_time"});
    expect_refused(kGood + "[peer.esp]\nrekey_bytes = \"10G\"\n", {"'10G' is not a number of bytes"});
    expect_refused(kGood + "[peer.esp]\nrekey_packets = -1\n", {"out of range"});
    expect_refused(kGood + "[peer.ike]\nchildless = \"force\"\n", {"\"allow\" or \"prefer\""});
}

}  // namespace
}  // namespace hawser::loader
