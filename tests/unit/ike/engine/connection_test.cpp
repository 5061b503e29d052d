// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ike/engine/connection_table.h"

namespace hawser::ike {
namespace {

using testing::HasSubstr;

ConnectionConfig good(uint32_t id = 1) {
    ConnectionConfig config;
    config.id = ConnectionId(id);
    config.name = "pop/wan" + std::to_string(id);
    config.local_address = IpAddress::parse("198.51.100.2").value();
    config.remote_address = IpAddress::parse("203.0.113.10").value();
    config.local_identity = Identity::fqdn("branch.example");
    config.remote_identity = Identity::fqdn("pop.example");
    config.auth = Authentication::by_psk(std::make_shared<const SecretBytes>(Bytes{1, 2, 3}));
    config.local_selectors = {TrafficSelector(IpPrefix::parse("10.1.0.0/16").value())};
    config.remote_selectors = {TrafficSelector(IpPrefix::parse("10.2.0.0/16").value())};
    return config;
}

TEST(Validate, TakesAGoodOne) {
    const auto valid = good().validate();
    EXPECT_TRUE(valid.ok()) << valid.error().text();
}

TEST(Validate, SaysWhatIsMissing) {
    const auto fault = [](auto change) {
        ConnectionConfig config = good();
        change(config);
        const auto valid = config.validate();
        return valid.ok() ? std::string("nothing") : valid.error().text();
    };
    EXPECT_EQ(fault([](auto& c) { c.auth.local.psk = nullptr; }),
              "connection 'pop/wan1': no pre-shared key and no certificate of ours");
    EXPECT_THAT(fault([](auto& c) { c.auth.remote.psk = std::make_shared<const SecretBytes>(); }),
                HasSubstr("no pre-shared key of the peer's and no CA"));
    EXPECT_THAT(fault([](auto& c) { c.auth.remote.authorities = std::make_shared<const TrustStore>(); }),
                HasSubstr("both a pre-shared key and certificates"));
    EXPECT_THAT(fault([](auto& c) {
                    c.auth.remote = {nullptr, std::make_shared<const TrustStore>()};
                }),
                HasSubstr("no CA to trust"));
    EXPECT_THAT(fault([](auto& c) { c.id = ConnectionId(0); }), HasSubstr("id 0"));
    EXPECT_THAT(fault([](auto& c) { c.name.clear(); }), HasSubstr("no name"));
    EXPECT_THAT(fault([](auto& c) { c.local_identity = Identity(); }), HasSubstr("no local identity"));
    EXPECT_THAT(fault([](auto& c) { c.local_selectors.clear(); }), HasSubstr("local selectors"));
    EXPECT_THAT(fault([](auto& c) { c.remote_selectors.resize(300); }), HasSubstr("1 to 255"));
    EXPECT_THAT(fault([](auto& c) { c.local_address = IpAddress(); }), HasSubstr("no local address"));
    EXPECT_THAT(fault([](auto& c) { c.remote_address = IpAddress::parse("2001:db8::1").value(); }),
                HasSubstr("different address families"));
    EXPECT_THAT(fault([](auto& c) {
                    c.remote_address.reset();
                    c.initiate = Initiate::kAlways;
                }),
                HasSubstr("needs the peer's address"));
    EXPECT_THAT(fault([](auto& c) { c.ike_proposals.clear(); }), HasSubstr("no IKE proposal"));
    EXPECT_THAT(fault([](auto& c) { c.ike_proposals[0].group = {GroupId::kModp1024}; }),
                HasSubstr("not supported"));
    EXPECT_THAT(fault([](auto& c) { c.ike_proposals[0].integrity = {IntegrityId::kHmacSha2_256_128}; }),
                HasSubstr("integrity goes with"));
    EXPECT_THAT(fault([](auto& c) { c.esp_proposals[0].esn.clear(); }), HasSubstr("ESN"));
    EXPECT_THAT(fault([](auto& c) { c.retransmission.tries = 0; }), HasSubstr("at least one try"));
    EXPECT_THAT(fault([](auto& c) { c.reconnect.base = Duration::zero(); }), HasSubstr("reconnect"));
}

struct CandidatesTest : testing::Test {
    PeerAppearance peer(const char* remote) {
        return {IpAddress::parse("198.51.100.2").value(), IpAddress::parse(remote).value(), std::nullopt,
                std::nullopt, std::nullopt};
    }
    std::vector<uint32_t> ids(const PeerAppearance& appearance) {
        std::vector<uint32_t> list;
        for (const Connection* one : table.candidates(appearance))
            list.push_back(one->config->id.value());
        return list;
    }
    ConnectionTable table;
};

TEST_F(CandidatesTest, ByRemoteAddressBeforeAny) {
    ConnectionConfig any = good(1);
    any.remote_address.reset();
    table.add(any);
    table.add(good(2));
    EXPECT_EQ(ids(peer("203.0.113.10")), (std::vector<uint32_t>{2, 1}));
    EXPECT_EQ(ids(peer("203.0.113.99")), (std::vector<uint32_t>{1}));
}

TEST_F(CandidatesTest, ByIdentityThen) {
    ConnectionConfig pattern = good(1);
    pattern.remote_identity = Identity::fqdn("*.example");
    table.add(pattern);
    table.add(good(2));
    PeerAppearance known = peer("203.0.113.10");
    known.peer_identity = Identity::fqdn("pop.example");
    EXPECT_EQ(ids(known), (std::vector<uint32_t>{2, 1}));
    known.peer_identity = Identity::fqdn("other.example");
    EXPECT_EQ(ids(known), (std::vector<uint32_t>{1}));
    known.wanted_identity = Identity::fqdn("somebody.else");
    EXPECT_TRUE(ids(known).empty());
    known.wanted_identity = Identity::fqdn("branch.example");
    EXPECT_EQ(ids(known), (std::vector<uint32_t>{1}));
}

TEST_F(CandidatesTest, ByTheUplinkOfEquals) {
    table.add(good(1));
    table.add(good(2));
    PeerAppearance hinted = peer("203.0.113.10");
    EXPECT_EQ(ids(hinted), (std::vector<uint32_t>{1}));
    hinted.uplink_hint = ConnectionId(2);
    EXPECT_EQ(ids(hinted), (std::vector<uint32_t>{2, 1}));
}

TEST_F(CandidatesTest, OneStandsForAllOfTheSameProposalsUntilThePeerHasNamedItself) {
    for (uint32_t id = 1; id <= 5; ++id) {
        ConnectionConfig one = good(id);
        one.remote_address.reset();
        one.remote_identity = Identity::fqdn("n" + std::to_string(id) + ".example");
        if (id == 3 || id == 4)
            one.ike_proposals = {parse_ike_proposal("aes256gcm16-prfsha384-ecp384").value()};
        table.add(one);
    }
    PeerAppearance stranger = peer("203.0.113.99");
    EXPECT_EQ(ids(stranger), (std::vector<uint32_t>{1, 3}));
    stranger.uplink_hint = ConnectionId(4);
    EXPECT_EQ(ids(stranger), (std::vector<uint32_t>{4, 1, 3}));
    table.erase(ConnectionId(1));
    EXPECT_EQ(ids(peer("203.0.113.99")), (std::vector<uint32_t>{2, 3}));
    table.erase(ConnectionId(2));
    EXPECT_EQ(ids(peer("203.0.113.99")), (std::vector<uint32_t>{3, 5}));
    PeerAppearance named = peer("203.0.113.99");
    named.peer_identity = Identity::fqdn("N4.Example");
    EXPECT_EQ(ids(named), (std::vector<uint32_t>{4}));
}

TEST_F(CandidatesTest, TheOldestOfEqualsFirstAlsoBetweenNamesAndPatterns) {
    const auto add = [&](uint32_t id, const char* identity) {
        ConnectionConfig one = good(id);
        one.remote_address.reset();
        one.remote_identity = Identity::parse(identity).value();
        table.add(one);
    };
    add(1, "*.example");
    add(2, "pop.example");
    add(3, "%any");
    add(4, "POP.example");
    add(5, "pop.example");
    PeerAppearance named = peer("203.0.113.99");
    named.peer_identity = Identity::fqdn("pop.example");
    EXPECT_EQ(ids(named), (std::vector<uint32_t>{2, 5, 1, 3, 4}));
}

TEST_F(CandidatesTest, FollowAConnectionToItsNewAddress) {
    Connection& moved = table.add(good(1));
    ConnectionConfig config = good(1);
    config.local_address = IpAddress::parse("198.51.100.3").value();
    table.reconfigure(moved, config);
    EXPECT_TRUE(ids(peer("203.0.113.10")).empty());
    EXPECT_TRUE(table.has_name("pop/wan1"));
    table.erase(ConnectionId(1));
    EXPECT_FALSE(table.has_name("pop/wan1"));
}

TEST_F(CandidatesTest, NeverByAnotherLocalAddress) {
    table.add(good(1));
    PeerAppearance other = peer("203.0.113.10");
    other.local = IpAddress::parse("198.51.100.3").value();
    EXPECT_TRUE(ids(other).empty());
}

}  // namespace
}  // namespace hawser::ike
