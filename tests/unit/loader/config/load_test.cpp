// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/load.h"

#include "tests/unit/loader/config/fixture.h"

namespace hawser::loader {
namespace {

using LoadTest = ConfigTest;

TEST_F(LoadTest, TheExampleIsAcceptedWithoutAWord) {
    const LoadOutcome outcome = parse(kGood);
    ASSERT_TRUE(outcome.config) << report(outcome);
    EXPECT_EQ(report(outcome), "");
    const Config& config = *outcome.config;
    EXPECT_EQ(config.forwarding, ForwardingChoice::kAuto);
    EXPECT_EQ(config.control_socket, "/run/hawser/hawser.sock");
    EXPECT_EQ(config.flows.capacity, 262144u);
    EXPECT_EQ(config.lan_interfaces, std::vector<std::string>{"eth0"});
    ASSERT_EQ(config.uplinks.size(), 2u);
    EXPECT_EQ(config.uplinks[0].addresses, std::vector{address("198.51.100.2")});
    EXPECT_EQ(config.uplinks[0].gateways, std::vector{address("198.51.100.1")});
    EXPECT_EQ(config.uplinks[0].bandwidth, 1'000'000'000u);
    ASSERT_EQ(config.peers.size(), 1u);
    EXPECT_EQ(config.peers[0].networks, std::vector{*IpPrefix::parse("10.2.0.0/16")});
    EXPECT_EQ(config.peers[0].interface_name, "hawser-pop");
    EXPECT_EQ(config.peers[0].fail, FailChoice::kClosed);
}

TEST_F(LoadTest, FlowsHaveTheTimesThatAreWritten) {
    const LoadOutcome outcome = parse("silence = \"0s\"\n" + kGood +
                                      "[flows]\ncapacity = 4194304\ntcp = \"1h\"\nunanswered = \"5s\"\n");
    ASSERT_TRUE(outcome.config) << report(outcome);
    EXPECT_EQ(outcome.config->silence, Duration(0));
    EXPECT_EQ(outcome.config->flows.capacity, 4194304U);
    EXPECT_EQ(outcome.config->flows.tcp, std::chrono::hours(1));
    EXPECT_EQ(outcome.config->flows.unanswered, std::chrono::seconds(5));
    EXPECT_EQ(outcome.config->flows.udp, std::chrono::minutes(5));
    expect_refused(kGood + "[flows]\ncapacity = 4194305\n", {"'capacity' in [flows] is out of range"});
    expect_refused(kGood + "[flows]\nudp = \"0s\"\n", {"'udp' in [flows] is out of range"});
}

TEST_F(LoadTest, OnAHubEveryTunnelHasTheSameInterface) {
    const LoadOutcome outcome = parse("interfaces = \"shared\"\n" + kGood);
    ASSERT_TRUE(outcome.config) << report(outcome);
    EXPECT_EQ(outcome.config->interfaces, InterfacesChoice::kShared);
    EXPECT_EQ(outcome.config->peers[0].interface_name, "hawser-hub");
    for (const TunnelConfig& tunnel : outcome.config->peers[0].tunnels)
        EXPECT_EQ(tunnel.interface_name, "hawser-hub");
    expect_refused("interfaces = \"shared\"\n" +
                       with(kGood, "name = \"pop\"\n", "name = \"pop\"\ngateway_traffic = \"direct\"\n"),
                   {"gateway_traffic = \"direct\" needs interfaces = \"each\""});
}

TEST_F(LoadTest, EachUplinkHasATunnelToEachEndpoint) {
    const LoadOutcome outcome = parse(kGood);
    ASSERT_TRUE(outcome.config) << report(outcome);
    const auto& tunnels = outcome.config->peers[0].tunnels;
    ASSERT_EQ(tunnels.size(), 4u);
    EXPECT_EQ(tunnels[0].name, "pop/wan1");
    EXPECT_EQ(tunnels[1].name, "pop/wan2");
    EXPECT_EQ(tunnels[3].name, "pop/wan2/2");
    EXPECT_EQ(tunnels[3].interface_name, "hw-pop-wan2-2");
    EXPECT_EQ(tunnels[3].endpoint, address("203.0.113.20"));
    EXPECT_EQ(tunnels[3].tier, 2u);
    EXPECT_EQ(tunnels[0].auth.local_id, "branch-wan1.example");
    EXPECT_EQ(tunnels[1].auth.local_id, "branch-wan2.example");
    EXPECT_EQ(tunnels[1].auth.remote_id, "pop.example");
    EXPECT_EQ(tunnels[0].probes.at(0).target, address("10.2.0.1"));
}

TEST_F(LoadTest, AnInterfacesOwnAddressIsNotMadeAConfiguredOne) {
    const LoadOutcome outcome = parse(kGood);
    ASSERT_TRUE(outcome.config);
    EXPECT_TRUE(outcome.config->uplinks[1].addresses.empty());
    EXPECT_TRUE(outcome.config->uplinks[1].gateways.empty());
}

TEST_F(LoadTest, IdsAreDistinctFromEachOtherAndFromSmallOnes) {
    const LoadOutcome outcome = parse(kGood + kSecondPeer);
    ASSERT_TRUE(outcome.config) << report(outcome);
    std::set<uint32_t> if_ids;
    std::set<uint32_t> ids;
    for (const PeerConfig& peer : outcome.config->peers) {
        EXPECT_TRUE(if_ids.insert(peer.bundle_if_id).second);
        for (const TunnelConfig& tunnel : peer.tunnels) {
            EXPECT_TRUE(if_ids.insert(tunnel.if_id).second);
            EXPECT_TRUE(ids.insert(tunnel.id).second);
        }
    }
    EXPECT_EQ(ids, (std::set<uint32_t>{1, 2, 3, 4, 5, 6}));
    EXPECT_GT(*if_ids.begin(), 0xffffu);
    EXPECT_EQ(outcome.config->peers[1].id, 2u);
}

TEST_F(LoadTest, TheKeyIsReadOnceAndSharedByItsTunnels) {
    const LoadOutcome outcome = parse(kGood);
    ASSERT_TRUE(outcome.config);
    const auto& tunnels = outcome.config->peers[0].tunnels;
    ASSERT_NE(tunnels[0].auth.psk, nullptr);
    EXPECT_EQ(tunnels[0].auth.psk, tunnels[3].auth.psk);
    const ByteView key = tunnels[0].auth.psk->view();
    EXPECT_EQ(std::string(key.begin(), key.end()), "a pre-shared key of good length");
}

TEST_F(LoadTest, IdentitiesDefaultToTheOuterAddresses) {
    const LoadOutcome outcome = parse(kGood + kSecondPeer);
    ASSERT_TRUE(outcome.config) << report(outcome);
    EXPECT_EQ(outcome.config->peers[1].tunnels[0].auth.local_id, "");
    EXPECT_EQ(outcome.config->peers[1].tunnels[0].auth.remote_id, "203.0.113.30");
}

TEST_F(LoadTest, AFileIsReadFromItsPath) {
    std::ofstream(path("hawser.toml")) << kGood;
    const LoadOutcome outcome = load_config(path("hawser.toml"), lookup());
    ASSERT_TRUE(outcome.config) << report(outcome);
    EXPECT_EQ(outcome.config->file, path("hawser.toml"));
}

TEST_F(LoadTest, AMissingFileAndAFolderAreNamed) {
    const LoadOutcome missing = load_config(path("none.toml"), lookup());
    EXPECT_FALSE(missing.config);
    EXPECT_PRED2(contains, report(missing), "opening none.toml: No such file or directory");
    const LoadOutcome folder = load_config(folder_, lookup());
    EXPECT_FALSE(folder.config);
    EXPECT_PRED2(contains, folder.diagnostics.at(0).text, "Is a directory");
}

TEST_F(LoadTest, AnEmptyFileSaysWhatIsMissing) {
    expect_refused("", {"[[uplink]] is missing", "[[peer]] is missing"});
}

TEST_F(LoadTest, SyntaxErrorsHaveTheirLine) {
    expect_refused("forwarding = \"auto\"\ncontrol_socket = \n",
                   {"hawser.toml:2:", "error: not valid TOML: "});
    expect_refused("log_level = \"info\"\nlog_level = \"debug\"\n", {"hawser.toml:2:", "already exists"});
    expect_refused("[[peer]\n", {"hawser.toml:1:1: error: not valid TOML"});
}

TEST_F(LoadTest, EndlessNestingIsRefusedBeforeItIsParsed) {
    expect_refused("a = " + std::string(100000, '['), {"nested"});
    expect_refused("a = " + std::string(100000, '{'), {"nested"});
}

TEST_F(LoadTest, AllProblemsAreReportedAtOnceInTheOrderOfTheFile) {
    std::string text = with(kGood, "gateway = \"198.51.100.1\"", "gatway = \"198.51.100.1\"");
    text = with(text, "interfaces = [\"eth0\"]", "interfaces = [\"eth9\"]");
    text = with(text, "interval = \"200ms\"", "interval = 200");
    const LoadOutcome outcome = parse(text);
    ASSERT_EQ(outcome.diagnostics.size(), 3u) << report(outcome);
    EXPECT_EQ(outcome.diagnostics[0].where.line, 6u);
    EXPECT_EQ(outcome.diagnostics[1].where.line, 13u);
    EXPECT_EQ(outcome.diagnostics[2].where.line, 27u);
}

TEST_F(LoadTest, AReloadKeepsTheIdsOfWhatKeepsItsName) {
    const LoadOutcome before = parse(kGood + kSecondPeer);
    const LoadOutcome after =
        parse(with(kGood, "uplinks = [\"wan1\", \"wan2\"]", "uplinks = [\"wan2\"]") + kSecondPeer);
    ASSERT_TRUE(before.config && after.config);
    Config next = *after.config;
    keep_ids(next, *before.config);
    EXPECT_EQ(next.peers[0].tunnels[0].name, "pop/wan2");
    EXPECT_EQ(next.peers[0].tunnels[0].id, before.config->peers[0].tunnels[1].id);
    EXPECT_EQ(next.peers[1].tunnels[1].id, before.config->peers[1].tunnels[1].id);
    EXPECT_EQ(next.peers[1].tunnels[1].if_id, before.config->peers[1].tunnels[1].if_id);
    EXPECT_EQ(next.peers[1].bundle_if_id, before.config->peers[1].bundle_if_id);
}

TEST_F(LoadTest, ANewcomerTakesAnIdThatNobodyHas) {
    const LoadOutcome before = parse(kGood);
    const LoadOutcome after = parse(kSecondPeer + kGood.substr(kGood.find("[[uplink]]")));
    ASSERT_TRUE(before.config && after.config) << report(after);
    Config next = *after.config;
    keep_ids(next, *before.config);
    EXPECT_EQ(next.peers[0].name, "dc");
    EXPECT_EQ(next.peers[0].id, 2u);
    EXPECT_EQ(next.peers[1].id, 1u);
    EXPECT_EQ(next.peers[0].tunnels[0].id, 5u);
}

TEST_F(LoadTest, AKeyLogIsWarnedOf) {
    expect_warned(kGood + "[debug]\nkey_log = \"/root/keys\"\n",
                  {"hawser.toml:29:11: warning: the keys of all SAs are written to /root/keys"});
    EXPECT_EQ(parse(kGood + "[debug]\nkey_log = \"/root/keys\"\n").config->key_log, "/root/keys");
    EXPECT_EQ(parse(kGood).config->key_log, "");
    expect_refused(kGood + "[debug]\nkey_log = \"keys\"\n", {"'key_log' must be an absolute path"});
}

}  // namespace
}  // namespace hawser::loader
