// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/known_ids.h"

#include <gtest/gtest.h>

namespace hawser::loader {
namespace {

Link ours(const std::string& name, XfrmRole role, uint32_t id) {
    Link link;
    link.name = name;
    link.alias = to_alias({role, id});
    return link;
}

Config two_tunnels() {
    Config config;
    PeerConfig& peer = config.peers.emplace_back();
    peer.name = "pop";
    peer.interface_name = "hawser-pop";
    for (const char* uplink : {"wan1", "wan2"}) {
        TunnelConfig& tunnel = peer.tunnels.emplace_back();
        tunnel.name = std::string("pop/") + uplink;
        tunnel.interface_name = std::string("hw-pop-") + uplink;
    }
    return config;
}

TEST(KnownIds, AreThoseOfTheInterfacesThatAreThere) {
    Config config = two_tunnels();
    keep_known_ids(config,
                   {ours("hawser-pop", XfrmRole::kBundle, 4), ours("hw-pop-wan2", XfrmRole::kTunnel, 1)});
    EXPECT_EQ(config.peers[0].id, 4U);
    EXPECT_EQ(config.peers[0].bundle_if_id, kBundleIfIdBase + 4);
    EXPECT_EQ(config.peers[0].tunnels[1].id, 1U);
    EXPECT_EQ(config.peers[0].tunnels[1].if_id, kTunnelIfIdBase + 1);
    EXPECT_EQ(config.peers[0].tunnels[0].id, 2U);
}

TEST(KnownIds, WhatHasGoneFromTheFileKeepsItsIdFromOthers) {
    Config config = two_tunnels();
    keep_known_ids(config, {ours("hw-pop-wan9", XfrmRole::kTunnel, 1), ours("eth0", XfrmRole::kHub, 0)});
    EXPECT_EQ(config.peers[0].tunnels[0].id, 2U);
    EXPECT_EQ(config.peers[0].tunnels[1].id, 3U);
}

TEST(KnownIds, WithoutAnEarlierRunTheOrderOfTheFileCounts) {
    Config config = two_tunnels();
    keep_known_ids(config, {});
    EXPECT_EQ(config.peers[0].id, 1U);
    EXPECT_EQ(config.peers[0].tunnels[1].id, 2U);
}

}  // namespace
}  // namespace hawser::loader
