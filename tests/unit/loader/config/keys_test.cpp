// SPDX-License-Identifier: BSD-2-Clause
// Refusals of keys and values by the schema: each says where, what, and what to do.
#include "loader/config/schema.h"
#include "tests/unit/loader/config/fixture.h"

namespace hawser::loader {
namespace {

using KeysTest = ConfigTest;

TEST_F(KeysTest, AMisspeltKeyHasItsPlaceAndASuggestion) {
    expect_refused(with(kGood, "address = \"198.51.100.2\"", "  adress = \"198.51.100.2\""),
                   {"hawser.toml:5:3: error: unknown key 'adress' in [[uplink]] (did you mean 'address'?)"});
    expect_refused(with(kGood, "[lan]", "[lna]"),
                   {"unknown key 'lna' in the top level (did you mean 'lan'?)"});
    expect_refused(
        with(kGood, "{ address = \"203.0.113.10\" }", "{ addres = \"203.0.113.10\" }"),
        {"hawser.toml:18:16: error: unknown key 'addres' in endpoints of [[peer]] (did you mean 'address'?)",
         "'address' is missing in endpoints of [[peer]]"});
}

TEST_F(KeysTest, AKeyInTheWrongTableIsSentHome) {
    expect_refused(with(kGood, "type = \"icmp\"", "endpoints = []"),
                   {"'endpoints' in [peer.probe]", "it belongs to [[peer]]"});
    expect_refused(
        with(kGood, "uplinks =", "bandwidth ="),
        {"hawser.toml:19:1: error: 'bandwidth' has no place in [[peer]]", "belongs to an [[uplink]]"});
    expect_refused(with(kGood, "uplinks =", "psk_file ="),
                   {"'psk_file' has no place in [[peer]]", "[peer.auth]"});
}

TEST_F(KeysTest, AKeyLikeNoOtherListsTheKnownOnes) {
    expect_refused(
        with(kGood, "bandwidth = \"1Gbit\"", "zzzzzz = 1"),
        {"unknown key 'zzzzzz' in [[uplink]] (known: name, interface, address, gateway, bandwidth"});
}

TEST_F(KeysTest, WhatComesLaterIsRefusedRatherThanIgnored) {
    expect_refused(with(kGood, "tier = 2", "port = 501"),
                   {"'port' in endpoints of [[peer]] is not supported yet"});
}

TEST_F(KeysTest, SecretsMayNotStandInTheFile) {
    expect_refused(
        with(kGood, "psk_file = \"pop.psk\"", "psk = \"secret\""),
        {"hawser.toml:21:1: error: 'psk' has no place in [peer.auth]", "keys stand in files of their own"});
}

TEST_F(KeysTest, StrongswansNamesAreTranslated) {
    expect_refused(with(kGood, "networks = [\"10.2.0.0/16\"]", "remote_ts = \"10.2.0.0/16\""),
                   {"it is called networks here", "'networks' is missing in [[peer]]"});
    expect_refused(with(kGood, "uplinks = [", "dpd_delay = \"30s\"\nuplinks = ["),
                   {"'dpd_delay'", "[peer.probe]"});
}

TEST_F(KeysTest, WrongTypesSayWhatIsExpected) {
    expect_refused(with(kGood, "interval = \"200ms\"", "interval = 200"),
                   {"hawser.toml:27:12: error: 'interval' in [peer.probe] must be a duration such as "
                    "\"200ms\", not an integer"});
    expect_refused(with(kGood, "name = \"wan1\"", "name = 1"),
                   {"must be a string in double quotes, not an integer"});
    expect_refused(with(kGood, "[\"10.2.0.0/16\"]", "[10]"),
                   {"'networks' in [[peer]] must be a list of networks"});
    expect_refused(with(kGood, "tier = 2", "tier = \"2\""),
                   {"'tier' in endpoints of [[peer]] must be a whole number"});
    expect_refused(with(kGood, "[[uplink]]", "[uplink]"), {"not valid TOML"});
    expect_refused(with(kGood, "uplinks = [", "encap = \"yes\"\nuplinks = ["),
                   {"must be true or false, not a string"});
    expect_refused(
        "peer = 3\nuplink = 1979-05-27\n",
        {"'peer' in the top level must be a list of tables, not an integer", "not a date or time"});
}

TEST_F(KeysTest, WrongValuesSayWhatIsPossible) {
    expect_refused(with(kGood, "forwarding = \"auto\"", "forwarding = \"fats\""),
                   {"'forwarding' in the top level must be \"auto\" or \"fast\" or \"stack\", not \"fats\"",
                    "did you mean \"fast\"?"});
    expect_refused(with(kGood, "1Gbit", "1GB"), {"'1GB' is not a bandwidth"});
    expect_refused(with(kGood, "200ms", "200"), {"'200' is not a duration"});
    expect_refused(with(kGood, "\"200ms\"", "\"1ms\""),
                   {"'interval' in [peer.probe] is out of range (it may be 10ms..1h)"});
    expect_refused(with(kGood, "tier = 2", "tier = 5"), {"is out of range (it may be 1..4)"});
    expect_refused(with(kGood, "10.2.0.0/16", "10.2.0.1/16"),
                   {"hawser.toml:16:13: error:", "the network is 10.2.0.0/16"});
    expect_refused(with(kGood, "203.0.113.10", "vpn"),
                   {"'vpn' is not an IPv4 or IPv6 address", "names are not resolved"});
    expect_refused(with(kGood, "name = \"pop\"", "name = \"po p\""), {"'po p' is no usable name"});
    expect_refused(with(kGood, "[\"wan1\", \"wan2\"]", "[]"), {"'uplinks' in [[peer]] is an empty list"});
    expect_refused(with(kGood, "branch-{uplink}", "branch-{uplnik}"),
                   {"hawser.toml:22:12: error:", "only {uplink} is replaced"});
}

TEST_F(KeysTest, ProposalsAreAListOrStrongswansString) {
    const std::string text =
        with(kGood, "uplinks = [",
             "ike_proposals = [\"aes256gcm16-prfsha384-ecp384\", \"aes128-sha256-x25519\"]\n"
             "esp_proposals = \"aes256gcm16-esn, aes128gcm16\"\nuplinks = [");
    const LoadOutcome outcome = parse(text);
    ASSERT_TRUE(outcome.config) << report(outcome);
    EXPECT_EQ(outcome.config->peers[0].ike_proposals, "aes256gcm16-prfsha384-ecp384,aes128-sha256-x25519");
    EXPECT_EQ(outcome.config->peers[0].esp_proposals, "aes256gcm16-esn,aes128gcm16");
    expect_refused(with(text, "aes256gcm16-esn,", "aes257gcm16,"),
                   {"'aes257gcm16' is not an algorithm", "'esp_proposals'"});
    expect_refused(with(text, "prfsha384-ecp384", "prfsha384"),
                   {"hawser.toml:19:18: error: 'ike_proposals' in [[peer]]", "no group"});
}

TEST_F(KeysTest, RedirectsAreLimitedAndNamed) {
    const std::string text = with(kGood, "uplinks = [",
                                  "max_redirects = 2\nredirect_to = [\"203.0.113.0/24\", \"192.0.2.7\"]\n"
                                  "redirect_names = \"GW2.example=203.0.113.30\"\nuplinks = [");
    const LoadOutcome outcome = parse(text);
    ASSERT_TRUE(outcome.config) << report(outcome);
    const ike::RedirectConfig& redirect = outcome.config->peers[0].redirect;
    EXPECT_TRUE(redirect.follow);
    EXPECT_EQ(redirect.max_redirects, 2u);
    ASSERT_EQ(redirect.allowed.size(), 2u);
    EXPECT_EQ(redirect.allowed[1].to_string(), "192.0.2.7/32");
    EXPECT_EQ(redirect.names.at("gw2.example").to_string(), "203.0.113.30");
    expect_refused(with(text, "max_redirects = 2", "max_redirects = 256"), {"(it may be 1..255)"});
    expect_refused(with(text, "GW2.example=203.0.113.30", "GW2.example"),
                   {"'GW2.example' in redirect_names: it has no name and address"});
    expect_refused(with(text, "GW2.example=203.0.113.30", "GW2.example=nowhere"),
                   {"'nowhere' is not an IPv4 or IPv6 address"});
}

TEST_F(KeysTest, PoolsAreNamedByPeers) {
    const std::string text = with(kGood, "uplinks = [", "pools = [\"four\", \"six\"]\nuplinks = [") +
                             "\n[[pool]]\nname = \"four\"\naddresses = \"10.9.0.0/24\"\ndns = \"10.2.0.53\"\n"
                             "[[pool]]\nname = \"six\"\naddresses = \"2001:db8:9::/64\"\n";
    const LoadOutcome outcome = parse(text);
    ASSERT_TRUE(outcome.config) << report(outcome);
    ASSERT_EQ(outcome.config->pools.size(), 2u);
    EXPECT_EQ(outcome.config->pools[0].addresses.to_string(), "10.9.0.0/24");
    EXPECT_EQ(outcome.config->pools[0].dns.at(0).to_string(), "10.2.0.53");
    EXPECT_EQ(outcome.config->peers[0].pools, (std::vector<std::string>{"four", "six"}));
    expect_refused(with(text, "pools = [\"four\"", "pools = [\"fuor\""),
                   {"peer 'pop': there is no pool 'fuor'", "did you mean 'four'?"});
    expect_refused(with(text, "2001:db8:9::/64", "10.8.0.0/24"), {"two pools of one address family"});
    expect_refused(with(text, "\"10.9.0.0/24\"", "[\"10.9.0.0/24\", \"10.8.0.0/24\"]"),
                   {"a pool has one network"});
    expect_refused(with(text, "name = \"six\"", "name = \"four\""), {"there are two pools 'four'"});
}

TEST_F(KeysTest, SessionsAreSetForEachPeer) {
    const LoadOutcome plain = parse(kGood);
    ASSERT_TRUE(plain.config);
    EXPECT_FALSE(plain.config->peers[0].resumption);
    EXPECT_TRUE(plain.config->quick_crash_detection);
    EXPECT_EQ(plain.config->state_directory, "/var/lib/hawser");
    const std::string text = "state_directory = \"/srv/hawser\"\nquick_crash_detection = false\n" +
                             with(kGood, "uplinks = [",
                                  "resumption = true\nrequest_addresses = [\"ipv6\", \"ipv4\"]\nuplinks = [");
    const LoadOutcome outcome = parse(text);
    ASSERT_TRUE(outcome.config) << report(outcome);
    EXPECT_TRUE(outcome.config->peers[0].resumption);
    EXPECT_FALSE(outcome.config->quick_crash_detection);
    EXPECT_EQ(outcome.config->state_directory, "/srv/hawser");
    EXPECT_EQ(outcome.config->peers[0].request_addresses,
              (std::vector<Family>{Family::kIpv6, Family::kIpv4}));
    expect_refused(with(text, "\"ipv6\"", "\"ipv5\""), {"'ipv5' in request_addresses is no address family"});
    expect_refused(with(text, "\"ipv6\"", "\"ipv4\""), {"'ipv4' in request_addresses is listed twice"});
    expect_refused(with(text, "/srv/hawser", "srv"), {"'state_directory' must be an absolute path"});
}

TEST_F(KeysTest, EverySectionOfTheSchemaIsConsistent) {
    for (const SectionSpec* section : all_sections()) {
        for (const KeySpec& key : section->keys) {
            EXPECT_FALSE(key.doc.empty()) << section->title << " " << key.name;
            EXPECT_EQ(section->find(key.name), &key) << key.name << " stands twice in " << section->title;
            const bool usable = key.presence == Presence::kOptional || key.presence == Presence::kRequired;
            const bool needs_range = key.type == ValueType::kChoice || key.type == ValueType::kInteger ||
                                     key.type == ValueType::kDuration || key.type == ValueType::kBandwidth;
            EXPECT_FALSE(usable && needs_range && key.range.empty()) << section->title << " " << key.name;
        }
    }
}

}  // namespace
}  // namespace hawser::loader
