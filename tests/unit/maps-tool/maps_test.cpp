// SPDX-License-Identifier: BSD-2-Clause
// The whole tool over real maps.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <net/if.h>
#include <sched.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "maps-tool/known_maps.h"
#include "tests/unit/maps-tool/fabricated_maps.h"
#include "tests/unit/maps-tool/topology_example.h"

namespace hawser::maps {
namespace {

using testing::HasSubstr;

class MapsTest : public FabricatedMaps {
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
        for (const auto& [id, state] : topology.states)
            put(HW_MAP_TUNNEL_STATE, id, state);
    }
    using FabricatedMaps::put_flow;
    void put_flow(const FlowName& name, const hw_pin& pin) { put_flow(example_pinned(name, pin)); }
};

TEST_F(MapsTest, ListShowsEveryMapWithItsSizes) {
    put_flow(example_flow("10.1.0.5", 45000, "10.2.0.7", 443, 6), example_pin(kFirst, 1));
    const Outcome outcome = run({"-j", "list"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    const Json list = outcome.json();
    ASSERT_EQ(list.size(), kKnownMaps.size());
    for (const Json& map : list) {
        if (map["name"] == HW_MAP_PINS4) {
            EXPECT_EQ(map["type"], "hash");
            EXPECT_EQ(map["key_size"], sizeof(hw_flow4_key));
            EXPECT_EQ(map["value_size"], sizeof(hw_pin));
            EXPECT_EQ(map["max_entries"], 16384);
            EXPECT_EQ(map["entries"], 1);
        }
        if (map["name"] == HW_MAP_NETS4) {
            EXPECT_EQ(map["type"], "lpm_trie");
        }
        if (map["name"] == HW_MAP_RINGS) {
            EXPECT_EQ(map["type"], "array_of_maps");
        }
        if (map["name"] == HW_MAP_TUNNELS) {
            EXPECT_TRUE(map["entries"].is_null());
        }
    }
    EXPECT_THAT(run({"l"}).out, HasSubstr("flows seen both ways"));
}

TEST_F(MapsTest, ShowIsOneMap) {
    const Outcome outcome = run({"-j", "show", "pins6"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.json()["pinned"], folder + "/hw_pins6");
    EXPECT_EQ(outcome.json()["entries"], 0);
}

TEST_F(MapsTest, FlowsComeBusiestFirstAndCanBeFiltered) {
    put_flow(example_flow("10.1.0.5", 45000, "10.2.0.7", 443, 6), example_pin(kFirst, 10));
    put_flow(example_flow("10.1.0.6", 53, "10.2.0.8", 53, 17), example_pin(kSecond, 1000));
    put_flow(example_flow("2001:db8::1", 1, "2001:db8::2", 2, 17), example_pin(kFirst, 100));
    const Json all = run({"-j", "flow", "list"}).json();
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0]["packets_out"], 1000);
    EXPECT_EQ(all[1]["packets_out"], 100);
    EXPECT_EQ(all[2]["packets_out"], 10);

    const auto listed = [this](std::vector<std::string> options) {
        options.insert(options.begin(), {"-j", "flow", "list"});
        return run(options).json();
    };
    EXPECT_EQ(listed({"--tunnel", "1"}).size(), 2u);
    EXPECT_EQ(listed({"--tunnel", "if9002"})[0]["remote_addr"], "10.2.0.8");
    EXPECT_EQ(listed({"--bundle", "1"}).size(), 3u);
    EXPECT_EQ(listed({"--host", "10.2.0.7"}).size(), 1u);
    EXPECT_EQ(listed({"--host", "10.1.0.0/16"}).size(), 2u);
    EXPECT_EQ(listed({"--host", "10.2.0.99"}).size(), 0u);
    EXPECT_EQ(listed({"--proto", "udp"}).size(), 2u);
    EXPECT_EQ(listed({"--proto=udp", "--host=2001:db8::2"}).size(), 1u);
    EXPECT_EQ(listed({"--proven"}).size(), 3u);
    EXPECT_EQ(listed({"--new"}).size(), 0u);
    EXPECT_EQ(run({"flow", "list", "--new"}).out, "no flows\n");

    const Outcome unknown = run({"flow", "list", "--tunnel", "nowhere"});
    EXPECT_EQ(unknown.status, 1);
    EXPECT_THAT(unknown.err, HasSubstr("no tunnel has the id or the interface nowhere"));
}

TEST_F(MapsTest, AFlowThatIsTakenOverIsListedOnce) {
    const FlowName name = example_flow("10.1.0.5", 45000, "10.2.0.7", 443, 6);
    hw_pin fresh = example_pin(kFirst, 1);
    fresh.flags = 0;
    put_flow({name, fresh, HW_MAP_NEW_PINS4});
    EXPECT_EQ(run({"-j", "flow", "list", "--new"}).json().size(), 1u);
    put_flow(name, example_pin(kSecond, 2));
    const Json flows = run({"-j", "flow", "list"}).json();
    ASSERT_EQ(flows.size(), 1u);
    EXPECT_EQ(flows[0]["tunnel"], kSecond);
    EXPECT_EQ(flows[0]["map"], HW_MAP_PINS4);
    EXPECT_EQ(flows[0]["proven"], true);
}

TEST_F(MapsTest, FlowGetWithoutPortsListsWhatIsThere) {
    put_flow(example_flow("10.1.0.5", 45000, "10.2.0.7", 443, 6), example_pin(kFirst, 10));
    put_flow(example_flow("10.1.0.5", 45001, "10.2.0.7", 443, 6), example_pin(kSecond, 10));
    put_flow(example_flow("10.1.0.5", 77, "10.2.0.7", 77, 1), example_pin(kSecond, 10));
    EXPECT_EQ(run({"-j", "flow", "get", "10.1.0.5", "10.2.0.7"}).json().size(), 3u);
    EXPECT_EQ(run({"-j", "flow", "get", "10.2.0.7", "10.1.0.5", "tcp"}).json().size(), 2u);
    EXPECT_EQ(run({"-j", "flow", "get", "10.1.0.5", "10.2.0.7", "icmp"}).json().size(), 1u);
    const Outcome none = run({"flow", "get", "10.1.0.5", "10.2.0.7", "udp"});
    EXPECT_EQ(none.status, 1);
    EXPECT_THAT(none.err, HasSubstr("no flow of udp between 10.1.0.5 and 10.2.0.7"));
}

TEST_F(MapsTest, ManyFlowsAreReadInBatchesEachOnce) {
    for (uint32_t i = 0; i < 10000; ++i)
        put_flow(example_flow("10.1.0.5", static_cast<uint16_t>(i), "10.2.0.7", 443, 6),
                 example_pin(kFirst, i));
    const Json flows = run({"-j", "flow", "list"}).json();
    ASSERT_EQ(flows.size(), 10000u);
    for (size_t i = 0; i < flows.size(); ++i)
        ASSERT_EQ(flows[i]["packets_out"], 9999 - i);
}

TEST_F(MapsTest, RingSharesOfEachTier) {
    std::vector<uint32_t> slots(4099, kFirst);
    std::fill_n(slots.begin(), 1025, kSecond);
    put_ring(kPop, 0, slots);
    put_ring(kPop, 1, std::vector<uint32_t>(251, kStandby));
    const Json rings = run({"-j", "ring", "show"}).json();
    ASSERT_EQ(rings.size(), 3u);
    EXPECT_EQ(rings[0]["tunnel"], kFirst);
    EXPECT_EQ(rings[0]["tier"], 1);
    EXPECT_EQ(rings[0]["slots"], 4099 - 1025);
    EXPECT_NEAR(rings[0]["share_pct"].get<double>(), 75.0, 0.1);
    EXPECT_DOUBLE_EQ(rings[0]["weight_pct"].get<double>(), 75.0);
    EXPECT_EQ(rings[0]["state"], "up");
    EXPECT_EQ(rings[1]["slots"], 1025);
    EXPECT_EQ(rings[2]["tier"], 2);
    EXPECT_EQ(rings[2]["slots"], 251);
    EXPECT_EQ(rings[2]["share_pct"], 100.0);
    EXPECT_THAT(run({"ring", "show", "1"}).out, HasSubstr("74.99 %"));
    EXPECT_EQ(run({"ring", "show", "nobody"}).status, 1);
    EXPECT_EQ(run({"-j", "dump", "rings"}).json().size(), 2u);
}

TEST_F(MapsTest, WithoutRingsThereAreNone) {
    EXPECT_EQ(run({"ring", "show"}).out, "no rings\n");
}

TEST_F(MapsTest, APeerIsFoundByItsNameAndInterface) {
    const int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    ASSERT_GE(home, 0);
    ASSERT_EQ(unshare(CLONE_NEWNET), 0);
    ASSERT_EQ(std::system("ip link add hawser-pop type veth peer name other"), 0);
    hw_bundle bundle = example_topology().bundles.at(kPop);
    bundle.ifindex = if_nametoindex("hawser-pop");
    put(HW_MAP_BUNDLES, kPop, bundle);
    put_ring(kPop, 0, std::vector<uint32_t>(251, kFirst));
    for (const char* name : {"pop", "hawser-pop", "1"}) {
        const Outcome outcome = run({"-j", "ring", "show", name});
        ASSERT_EQ(outcome.status, 0) << outcome.err;
        EXPECT_EQ(outcome.json()[0]["peer"], "hawser-pop");
    }
    EXPECT_EQ(run({"ring", "show", "po"}).status, 1) << "names are not cut short";
    EXPECT_EQ(setns(home, CLONE_NEWNET), 0);
    close(home);
}

TEST_F(MapsTest, TunnelsWithTheirStates) {
    put_on_every_cpu(HW_MAP_TUNNEL_STATS, kFirst, hw_tunnel_stats{1, 100, 2, 200, 3, 4, 5, 6});
    const Json tunnels = run({"-j", "tunnel", "show"}).json();
    ASSERT_EQ(tunnels.size(), 3u);
    EXPECT_EQ(tunnels[0]["state"], "up");
    EXPECT_EQ(tunnels[1]["state"], "down");
    EXPECT_EQ(tunnels[2]["state"], "draining");
    EXPECT_EQ(tunnels[0]["packets_out"], cpus());
    EXPECT_EQ(tunnels[0]["suspect"], false);
    put(HW_MAP_TUNNEL_WATCH, kSecond, hw_tunnel_watch{kNow - 7, 0, kNow - 2, 0});
    EXPECT_EQ(run({"-j", "tunnel", "show", "2"}).json()["suspect"], true);
    EXPECT_EQ(run({"-j", "tunnel", "show", "2"}).json()["last_heard_ns"], 7);
    const Json one = run({"-j", "tunnel", "show", "3"}).json();
    EXPECT_EQ(one["tier"], 2);
    EXPECT_EQ(run({"tunnel", "show", "9"}).status, 1);
}

TEST_F(MapsTest, StatsSumAllCpusAndNameEveryDrop) {
    put_on_every_cpu(HW_MAP_DROPS, HW_DROP_TS_MISMATCH, hw_counter{3, 300});
    put_on_every_cpu(HW_MAP_TUNNEL_STATS, kSecond, hw_tunnel_stats{1, 100, 2, 200, 3, 4, 5, 6});
    const Json stats = run({"-j", "stats"}).json();
    ASSERT_EQ(stats["drops"].size(), static_cast<size_t>(HW_DROP_COUNT) - 1);
    for (const Json& drop : stats["drops"])
        EXPECT_EQ(drop["packets"], drop["reason"] == "ts_mismatch" ? 3 * cpus() : 0) << drop;
    ASSERT_EQ(stats["tunnels"].size(), 3u);
    EXPECT_EQ(stats["tunnels"][1]["bytes_in"], 200 * cpus());
    EXPECT_EQ(stats["tunnels"][1]["probe_replies"], 6 * cpus());
    EXPECT_EQ(stats["tunnels"][0]["bytes_in"], 0);
}

TEST_F(MapsTest, EvictionsAreWhatIsMissing) {
    put_on_every_cpu(HW_MAP_PIN_COUNTS, HW_PIN_COUNT_MADE, uint64_t{100});
    put_on_every_cpu(HW_MAP_PIN_COUNTS, HW_PIN_COUNT_PROVEN, uint64_t{20});
    put_on_every_cpu(HW_MAP_PIN_COUNTS, HW_PIN_COUNT_ENDED, uint64_t{10});
    const FlowName name = example_flow("10.1.0.5", 45000, "10.2.0.7", 443, 6);
    put_flow({name, example_pin(kFirst, 1), HW_MAP_NEW_PINS4});
    put_flow(example_flow("10.1.0.5", 45001, "10.2.0.7", 443, 6), example_pin(kFirst, 1));
    const Json pins = run({"-j", "stats"}).json()["pins"];
    EXPECT_EQ(pins["made"], 100 * cpus());
    EXPECT_EQ(pins["present_new"], 1);
    EXPECT_EQ(pins["present_proven"], 1);
    EXPECT_EQ(pins["evicted"], 70 * cpus() - 1);
}

TEST_F(MapsTest, EveryMapCanBeDumped) {
    put(HW_MAP_NETS4, hw_net4_key{16, {10, 2, 0, 0}}, hw_net{kPop, 0});
    put(HW_MAP_NETS4, hw_net4_key{0, {}}, hw_net{kPop, 0});
    put(HW_MAP_NETS6, hw_net6_key{32, {0x20, 0x01, 0x0d, 0xb8}}, hw_net{kPop, 0});
    put(HW_MAP_IFACES, kIfindexBase + kFirst, hw_iface{HW_ROLE_TUNNEL, kFirst});
    put(HW_MAP_PROBE_IDS, uint32_t{0xa001}, kFirst);
    hw_selector_key selector{};
    selector.prefixlen = HW_SELECTOR_FIXED_BITS + 8;
    selector.tunnel = kFirst;
    selector.family = 4;
    selector.addr[0] = 10;
    put(HW_MAP_SELECTORS, selector, hw_selector{1, {{0, 65535, 0, {}}}});
    put_flow(example_flow("10.1.0.5", 45000, "10.2.0.7", 443, 6), example_pin(kFirst, 10));

    EXPECT_EQ(run({"-j", "dump", "config"}).json()["forwarding"], "fast");
    const Json nets = run({"-j", "dump", "nets4"}).json();
    ASSERT_EQ(nets.size(), 2u);
    EXPECT_THAT(nets.dump(), HasSubstr("\"10.2.0.0/16\""));
    EXPECT_THAT(nets.dump(), HasSubstr("\"0.0.0.0/0\""));
    EXPECT_EQ(run({"-j", "dump", "nets6"}).json()[0]["network"], "2001:db8::/32");
    EXPECT_EQ(run({"-j", "dump", "bundles"}).json()[0]["tunnels"].size(), 3u);
    EXPECT_EQ(run({"-j", "dump", "tunnels"}).json().size(), 3u);
    EXPECT_EQ(run({"-j", "dump", "tun_state"}).json()[0]["state"], "up");
    EXPECT_EQ(run({"-j", "dump", "ifaces"}).json()[0]["role"], "tunnel");
    EXPECT_EQ(run({"-j", "dump", "selectors"}).json()[0]["network"], "10.0.0.0/8");
    EXPECT_EQ(run({"-j", "dump", "probe_ids"}).json()[0]["icmp_id"], 0xa001);
    EXPECT_EQ(run({"-j", "dump", "pins4"}).json()[0]["local_port"], 45000);
    EXPECT_EQ(run({"-j", "dump", "drops"}).json().size(), static_cast<size_t>(HW_DROP_COUNT));
    EXPECT_EQ(run({"-j", "dump", "tun_stats"}).json().size(), 3u);
    EXPECT_EQ(run({"dump", "rings"}).out, "map hw_rings is empty\n");
    for (const KnownMap& known : kKnownMaps) {
        const Outcome outcome = run({"dump", std::string(known.name)});
        EXPECT_EQ(outcome.status, known.name == HW_MAP_EVENTS ? 1 : 0) << known.name << outcome.err;
        EXPECT_FALSE(outcome.out.empty() && outcome.err.empty()) << known.name;
    }
}

TEST_F(MapsTest, AnotherLayoutIsRefusedWithAdvice) {
    hw_config config{};
    config.abi_version = HW_ABI_VERSION + 1;
    put(HW_MAP_CONFIG, uint32_t{0}, config);
    const Outcome outcome = run({"flow", "list"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr("have layout 3 where 2 is known"));
    EXPECT_EQ(run({"list"}).status, 0) << "sizes can be told of any";
}

class ForeignMaps : public FabricatedMaps {};

TEST_F(ForeignMaps, TheLayoutBeforeIsRefusedByItsNumber) {
    make(HW_MAP_CONFIG, BPF_MAP_TYPE_ARRAY, 4, 16, 1);
    put(HW_MAP_CONFIG, uint32_t{0}, std::array<uint32_t, 4>{1, HW_FORWARDING_FAST, 0xabc, 0});
    for (const std::vector<std::string>& words : {std::vector<std::string>{"tunnel", "show"},
                                                  {"flow", "list"},
                                                  {"stats"},
                                                  {"ring", "show"},
                                                  {"dump", "config"},
                                                  {"events"},
                                                  {"flow", "get", "10.1.0.1", "10.2.0.1", "udp", "1", "2"}}) {
        const Outcome outcome = run(words);
        EXPECT_EQ(outcome.status, 1) << words[0];
        EXPECT_THAT(outcome.err, HasSubstr("have layout 1 where 2 is known")) << words[0];
    }
}

TEST_F(ForeignMaps, OtherSizesAreRefusedAndNotMisread) {
    make(HW_MAP_CONFIG, BPF_MAP_TYPE_ARRAY, 4, sizeof(hw_config) + 4, 1);
    const Outcome outcome = run({"tunnel", "show"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr("map hw_config has keys of 4 and values of 60 bytes"));
}

TEST_F(ForeignMaps, AMapThatIsMissingIsNamed) {
    make(HW_MAP_CONFIG, BPF_MAP_TYPE_ARRAY, 4, sizeof(hw_config), 1);
    const Outcome outcome = run({"tunnel", "show"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr("no map hw_bundles in "));
    EXPECT_EQ(run({"-j", "list"}).json().size(), 1u) << "what is there is listed";
}

}  // namespace
}  // namespace hawser::maps
