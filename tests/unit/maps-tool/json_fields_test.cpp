// SPDX-License-Identifier: BSD-2-Clause
#include "tests/unit/maps-tool/json_fields.h"

#include <arpa/inet.h>

#include "maps-tool/event.h"
#include "tests/unit/maps-tool/fabricated_maps.h"
#include "tests/unit/maps-tool/topology_example.h"

namespace hawser::maps {
namespace {

std::vector<std::string> fields_of(const Json& object) {
    std::vector<std::string> names;
    for (const auto& [name, value] : object.items())
        names.push_back(name);
    return names;
}

std::vector<std::string> fields_of(const Record& record) {
    std::vector<std::string> names;
    for (const Field& field : record.fields())
        if (field.json) names.push_back(field.name);
    return names;
}

class JsonFields : public FabricatedMaps {
 protected:
    void SetUp() override {
        FabricatedMaps::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        make_all();
        const Topology topology = example_topology();
        for (const auto& [id, bundle] : topology.bundles)
            put(HW_MAP_BUNDLES, id, bundle);
        for (const auto& [id, tunnel] : topology.tunnels)
            put(HW_MAP_TUNNELS, id, tunnel);
        put_ring(kPop, 0, {kFirst, kSecond});
        put(HW_MAP_NETS4, hw_net4_key{16, {10, 2, 0, 0}}, hw_net{kPop, 0});
        hw_match match{};
        match.rule = 1;
        put(HW_MAP_MATCHES, uint32_t{0}, match);
        put(HW_MAP_RULE_SETS, kPop, hw_rule_set{0, 1, 1, 1});
        put_flow(example_pinned(example_flow("10.1.0.5", 45000, "10.2.0.7", 443, 6), example_pin(kFirst, 1)));
    }
    Json json(std::vector<std::string> words) {
        words.insert(words.begin(), "-j");
        return run(words).json();
    }
};

TEST_F(JsonFields, AreThoseThatAreDocumented) {
    const auto& expected = json_fields();
    EXPECT_EQ(fields_of(json({"list"})[0]), expected.at("list"));
    EXPECT_EQ(fields_of(json({"flow", "list"})[0]), expected.at("flow list"));
    EXPECT_EQ(fields_of(json({"ring", "show"})[0]), expected.at("ring show"));
    EXPECT_EQ(fields_of(json({"rule", "show"})[0]), expected.at("rule show"));
    EXPECT_EQ(fields_of(json({"tunnel", "show"})[0]), expected.at("tunnel show"));
    EXPECT_EQ(fields_of(json({"dump", "config"})), expected.at("config"));
    const Json stats = json({"stats"});
    EXPECT_EQ(fields_of(stats), (std::vector<std::string>{"drops", "pins", "tunnels"}));
    EXPECT_EQ(fields_of(stats["drops"][0]), expected.at("drops"));
    EXPECT_EQ(fields_of(stats["pins"]), expected.at("pins"));
    EXPECT_EQ(fields_of(stats["tunnels"][0]), expected.at("tunnels"));
    const Json flow = json({"flow", "get", "10.1.0.5", "10.2.0.7", "tcp", "45000", "443"});
    EXPECT_EQ(fields_of(flow), (std::vector<std::string>{"answer", "pin", "steps"}));
    EXPECT_EQ(fields_of(flow["answer"]), expected.at("answer"));
    EXPECT_EQ(fields_of(flow["pin"]), expected.at("flow list"));
    EXPECT_EQ(fields_of(flow["steps"][0]), (std::vector<std::string>{"step", "text"}));
}

hw_event example_event() {
    hw_event event{};
    event.time_ns = 5'000'000'000;
    event.kind = HW_EVENT_PIN_MOVED;
    event.bundle = kPop;
    event.tunnel = kFirst;
    event.from_tunnel = kSecond;
    event.role = HW_PIN_OWNER;
    event.family = 4;
    event.protocol = 17;
    const uint8_t local[]{10, 1, 0, 5};
    const uint8_t remote[]{10, 2, 0, 7};
    std::copy(std::begin(local), std::end(local), event.local_addr);
    std::copy(std::begin(remote), std::end(remote), event.remote_addr);
    event.local_port = htons(4000);
    event.remote_port = htons(53);
    return event;
}

TEST(JsonFieldsOfEvents, AreThoseThatAreDocumented) {
    EXPECT_EQ(fields_of(decode_event(example_event(), example_topology(), 0)), json_fields().at("event"));
}

TEST(DescribeEvent, IsOneLineOfWords) {
    const uint64_t half_past_nine = 9 * 3600 * 1'000'000'000ull + 30 * 60 * 1'000'000'000ull;
    hw_event event = example_event();
    EXPECT_EQ(describe_event(event, example_topology(), half_past_nine),
              "09:30:05.000000 pin-moved udp 10.1.0.5:4000 > 10.2.0.7:53 owner if9001 (1), from if9002 (2)");
    event.kind = HW_EVENT_DROP;
    event.reason = HW_DROP_PIN_FULL;
    event.ifindex = 9009;
    event.tunnel = 0;
    EXPECT_EQ(describe_event(event, example_topology(), half_past_nine),
              "09:30:05.000000 drop pin_full (counted only) udp 10.1.0.5:4000 > 10.2.0.7:53 on if9009");
    hw_event silent{};
    silent.kind = HW_EVENT_TUNNEL_SUSPECT;
    silent.tunnel = kStandby;
    EXPECT_EQ(describe_event(silent, example_topology(), 0), "00:00:00.000000 tunnel-suspect if9003 (3)");
    silent.kind = 99;
    silent.tunnel = 0;
    EXPECT_EQ(describe_event(silent, example_topology(), 0), "00:00:00.000000 99");
}

}  // namespace
}  // namespace hawser::maps
