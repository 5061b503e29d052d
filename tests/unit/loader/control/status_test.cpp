// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/loader/control/sample.h"

namespace hawser::loader {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;

TEST(StatusJson, ComesBackAsItWent) {
    Status status = sample_status();
    status.peers[0].failover = "hold";
    status.peers[0].failover_tier = 2;
    const Json json = to_json(status);
    const auto back = status_from_json(Json::parse(json.dump()));
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(Json(to_json(*back)), json);
    // Nothing is lost on the way to JSON that the comparison above would not see.
    EXPECT_EQ(back->peers.at(0).tunnels.at(0).ike.child_sas.at(0).life_time, 3500);
    EXPECT_EQ(back->peers.at(0).tunnels.at(0).since, sample_tunnel().since);
    EXPECT_EQ(back->uplinks.at(1).trouble, "interface eth2 has no carrier");
    EXPECT_EQ(back->uplinks.at(0).use_pct, 86.5);
    EXPECT_EQ(back->peers.at(0).failover_tier, 2U);
    EXPECT_EQ(back->peers.at(0).rules.at(0).tunnels.at(0), "pop/wan1");
}

TEST(StatusJson, HasTheFieldsThatProgramsRead) {
    const Json json = to_json(sample_status());
    EXPECT_EQ(json["forwarding"]["mode"], "fast");
    EXPECT_EQ(json["uplinks"][0]["carrier"], true);
    EXPECT_EQ(json["uplinks"][0]["xdp"], "native");
    EXPECT_EQ(json["lans"][0]["interface"], "eth0");
    EXPECT_EQ(json["lans"][0]["xdp"], "off");
    EXPECT_EQ(json["lans"][0]["xdp_reason"], "nothing to spread: 2 receive queues for 2 CPUs");
    EXPECT_EQ(json["peers"][0]["active_tier"], 1);
    const Json& tunnel = json["peers"][0]["tunnels"][0];
    for (const char* field :
         {"name", "uplink", "endpoint", "interface", "if_id", "tier", "weight", "state", "reason", "since",
          "ike", "path", "flows", "packets_out", "bytes_out", "packets_in", "bytes_in"}) {
        EXPECT_TRUE(tunnel.contains(field)) << field;
    }
    EXPECT_EQ(tunnel["state"], "up");
    EXPECT_EQ(tunnel["since"], "2023-11-14T22:13:20Z");
    EXPECT_DOUBLE_EQ(tunnel["path"]["rtt_ms"].get<double>(), 12.34);
    EXPECT_EQ(tunnel["path"]["probes"][1]["probe"], "icmp 10.2.0.9");
    EXPECT_TRUE(tunnel["path"]["probes"][1]["rtt_ms"].is_null());
}

TEST(StatusJson, IkeFieldsAreNamedAsInListSas) {
    const Json ike = to_json(sample_tunnel().ike);
    EXPECT_EQ(ike["initiator-spi"], "6fd55d95f66b4a67");
    EXPECT_EQ(ike["encr-alg"], "AES_GCM_16");
    EXPECT_EQ(ike["rekey-time"], 10000);
    EXPECT_FALSE(ike.contains("integ-alg"));
    const Json& child = ike["child-sas"]["pop-9"];
    EXPECT_EQ(child["spi-in"], "c8931e89");
    EXPECT_EQ(child["if-id-out"], 0x68770001);
    EXPECT_EQ(child["bytes-out"], 0);
    EXPECT_EQ(child["local-ts"], Json::array({"10.1.0.0/16"}));
}

TEST(StatusJson, WhatIsNotMeasuredIsNull) {
    const Json json = to_json(sample_status());
    EXPECT_TRUE(json["peers"][0]["tunnels"][1]["path"]["rtt_ms"].is_null());
    EXPECT_FALSE(json["peers"][0]["tunnels"][1]["ike"].contains("established"));
}

TEST(StatusJson, UnknownFieldsArePassedOver) {
    Json json = to_json(sample_status());
    json["more"] = 1;
    json["peers"][0]["tunnels"][0]["more"] = Json::object();
    EXPECT_TRUE(status_from_json(json));
}

TEST(StatusJson, AWrongTypeNamesItsField) {
    for (const auto& [pointer, field] : {std::pair{"/version", "version"},
                                         {"/peers/0/tunnels/0/flows", "flows"},
                                         {"/peers/0/tunnels/0/state", "state"},
                                         {"/peers/0/tunnels/0/since", "since"},
                                         {"/peers/0/networks", "networks"},
                                         {"/peers/0/tunnels/0/ike/child-sas/pop-9/spi-in", "spi-in"}}) {
        Json json = to_json(sample_status());
        json[Json::json_pointer(pointer)] = Json::array({Json::object()});
        const auto status = status_from_json(json);
        ASSERT_FALSE(status) << pointer;
        EXPECT_THAT(status.error().text(), HasSubstr(std::string("'") + field + "'"));
    }
    for (const char* wrong : {"3", "[]", "null", R"({"peers": 3})", R"({"peers": [3]})",
                              R"({"uplinks": {"a": 1}})", R"({"peers": [{"tunnels": [{"ike": 1}]}]})",
                              R"({"peers": [{"tunnels": [{"ike": {"child-sas": [1]}}]}]})"}) {
        EXPECT_FALSE(status_from_json(Json::parse(wrong))) << wrong;
    }
}

TEST(StatusJson, TimesAreUtc) {
    EXPECT_EQ(format_time(WallTime(std::chrono::seconds(0))), "1970-01-01T00:00:00Z");
    EXPECT_EQ(*parse_time("2023-11-14T22:13:20Z"), WallTime(std::chrono::seconds(1'700'000'000)));
    for (const char* wrong : {"", "now", "2023-11-14T22:13:20", "2023-11-14T22:13:20Zx"})
        EXPECT_FALSE(parse_time(wrong)) << wrong;
}

TEST(Status, IsFineOnlyWhenEveryTunnelIsUp) {
    Status status = sample_status();
    EXPECT_FALSE(is_fine(status));
    for (const StatusState state : {StatusState::kDown, StatusState::kDegraded, StatusState::kDraining}) {
        status.peers[0].tunnels[1].state = state;
        EXPECT_FALSE(is_fine(status)) << to_string(state);
    }
    status.peers[0].tunnels[1].state = StatusState::kUp;
    EXPECT_TRUE(is_fine(status));
}

}  // namespace
}  // namespace hawser::loader
