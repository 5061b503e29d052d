// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/sas.h"

#include <gtest/gtest.h>

#include "tests/unit/loader/control/sample.h"

namespace hawser::loader {
namespace {

std::vector<NamedIke> sample_sas() {
    return {{"pop/wan1", sample_tunnel().ike}};
}

TEST(Sas, LookAsSwanctlListsThem) {
    EXPECT_EQ(render_sas(sample_sas()),
              "pop/wan1: #7, ESTABLISHED, IKEv2, 6fd55d95f66b4a67_i* cea64d4a303e0ca2_r\n"
              "  local  'branch-wan1.example' @ 198.51.100.2[4500] [10.9.0.1]\n"
              "  remote 'pop.example' @ 203.0.113.10[4501]\n"
              "  DNS    10.2.0.53\n"
              "  AES_GCM_16-256/PRF_HMAC_SHA2_384/ECP_384/KE1_ML_KEM_768/PPK\n"
              "  established 3723s ago, rekeying in 10000s, reauth in 20000s\n"
              "  pop: #9, reqid 1752629249, INSTALLED, TUNNEL-in-UDP, "
              "ESP:AES_CBC-128/HMAC_SHA2_256_128/CURVE_25519/ESN\n"
              "    installed 100s ago, rekeying in 2700s, expires in 3500s\n"
              "    in  c8931e89,     84 bytes,     1 packets,     3s ago\n"
              "    out cf1544a3,      0 bytes,     0 packets\n"
              "    local  10.1.0.0/16\n"
              "    remote 10.2.0.0/16 2001:db8::/32\n");
}

TEST(Sas, ComeBackFromJson) {
    const auto json = to_json(sample_sas());
    EXPECT_EQ(json[0]["pop/wan1"]["ke1"], "ML_KEM_768");
    EXPECT_EQ(json[0]["pop/wan1"]["ppk"], true);
    EXPECT_EQ(json[0]["pop/wan1"]["child-sas"]["pop-9"]["use-in"], 3);
    const auto back = sas_from_json(nlohmann::json(json));
    ASSERT_TRUE(back.ok()) << back.error().text();
    EXPECT_EQ(to_json(*back), json);
}

TEST(Sas, OfAnotherShapeAreRefused) {
    EXPECT_FALSE(sas_from_json(nlohmann::json::object()).ok());
    EXPECT_FALSE(sas_from_json(nlohmann::json::parse(R"([{}])")).ok());
    const auto wrong = sas_from_json(nlohmann::json::parse(R"([{"a": {"local-port": "x"}}])"));
    ASSERT_FALSE(wrong.ok());
    EXPECT_NE(wrong.error().text().find("local-port"), std::string::npos);
}

TEST(Sas, APeersIdentityCannotSteerTheTerminal) {
    auto sas = sample_sas();
    sas[0].ike.remote_id = "\x1b[2J\n";
    EXPECT_EQ(render_sas(sas).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace hawser::loader
