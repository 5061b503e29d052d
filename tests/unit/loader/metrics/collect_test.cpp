// SPDX-License-Identifier: BSD-2-Clause
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/check_names.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "bpf/drop_names.h"
#include "tests/unit/loader/metrics/sample.h"

namespace hawser::loader {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string file_text(const std::string& path) {
    std::ifstream stream(path);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

TEST(Metrics, TellTunnelsApartByPeerTunnelAndUplink) {
    const std::string text = sample_page().text();
    constexpr const char* kOne = R"({peer="pop",tunnel="pop/wan1",uplink="wan1"})";
    constexpr const char* kTwo = R"({peer="pop",tunnel="pop/wan2",uplink="wan2"})";
    EXPECT_THAT(text, HasSubstr(std::string("hawser_tunnel_up") + kOne + " 1\n"));
    EXPECT_THAT(text, HasSubstr(std::string("hawser_tunnel_up") + kTwo + " 0\n"));
    EXPECT_THAT(text, HasSubstr(std::string("hawser_flows") + kOne + " 9\n"));
    EXPECT_THAT(text,
                HasSubstr(std::string("hawser_ike_sa_established_timestamp_seconds") + kOne + " 940\n"));
}

TEST(Metrics, AreInBaseUnits) {
    const std::string text = sample_page().text();
    EXPECT_THAT(text, testing::ContainsRegex("hawser_probe_loss_ratio.* 0\\.03\n"));
    EXPECT_THAT(text, testing::ContainsRegex("hawser_probe_jitter_seconds.* 0\\.002\n"));
}

TEST(Metrics, WhatIsNotMeasuredIsAbsent) {
    const std::string text = sample_page().text();
    EXPECT_THAT(text, Not(testing::ContainsRegex("hawser_probe_loss_ratio[^\n]*wan2")));
    EXPECT_THAT(text, Not(testing::ContainsRegex("hawser_probe_rtt_seconds[^\n]*wan2")));
}

TEST(Metrics, TheStateIsOneOfFour) {
    const std::string text = sample_page().text();
    EXPECT_THAT(text, testing::ContainsRegex("hawser_tunnel_health_state.*wan1.*state=\"up\"} 1\n"));
    EXPECT_THAT(text, testing::ContainsRegex("hawser_tunnel_health_state.*wan1.*state=\"down\"} 0\n"));
    EXPECT_THAT(text, testing::ContainsRegex("hawser_tunnel_health_state.*wan2.*state=\"down\"} 1\n"));
}

TEST(Metrics, TheHistogramCumulates) {
    const std::string text = sample_page().text();
    EXPECT_THAT(text, testing::ContainsRegex("hawser_probe_rtt_seconds_bucket.*le=\"0.001\"} 0\n"));
    EXPECT_THAT(text, testing::ContainsRegex("hawser_probe_rtt_seconds_bucket.*le=\"0.002\"} 1\n"));
    EXPECT_THAT(text, testing::ContainsRegex("hawser_probe_rtt_seconds_bucket.*le=\"1\"} 2\n"));
    EXPECT_THAT(text, testing::ContainsRegex("hawser_probe_rtt_seconds_bucket.*le=\"\\+Inf\"} 3\n"));
    EXPECT_THAT(text, testing::ContainsRegex("hawser_probe_rtt_seconds_sum.* 2\\.0135\n"));
}

TEST(Metrics, EveryDropIsThereUnderOneOfTwoNames) {
    const std::string text = sample_page().text();
    for (size_t drop = HW_DROP_NONE + 1; drop < kDropNames.size(); ++drop) {
        const DropName& reason = kDropNames[drop];
        EXPECT_THAT(text, HasSubstr((reason.dropped ? "hawser_dataplane_drops_total{reason=\""
                                                    : "hawser_dataplane_notices_total{reason=\"") +
                                    std::string(reason.name) + "\"}"));
    }
    EXPECT_THAT(text, HasSubstr("hawser_dataplane_drops_total{reason=\"no_tunnel\"} 11\n"));
    EXPECT_THAT(text, HasSubstr("hawser_dataplane_notices_total{reason=\"pin_full\"} 12\n"));
}

std::set<std::string> names() {
    std::set<std::string> found;
    const MetricPage page = sample_page();
    for (const prometheus::MetricFamily& family : page.families())
        found.insert(family.name);
    return found;
}

TEST(Metrics, NamesFollowTheConventions) {
    for (const std::string& name : names()) {
        EXPECT_TRUE(prometheus::CheckMetricName(name)) << name;
        EXPECT_TRUE(name.starts_with("hawser_")) << name;
    }
    const MetricPage page = sample_page();
    for (const prometheus::MetricFamily& family : page.families()) {
        EXPECT_FALSE(family.help.empty()) << family.name;
        EXPECT_EQ(family.type == prometheus::MetricType::Counter, family.name.ends_with("_total"))
            << family.name;
    }
}

TEST(Metrics, EachIsDocumented) {
    const std::string page = file_text(HAWSER_DOCS "/metrics.md");
    for (const std::string& name : names())
        EXPECT_THAT(page, HasSubstr("`" + name + "`")) << "docs/metrics.md";
}

TEST(Metrics, WhatDashboardAndRulesAskForExists) {
    const std::set<std::string> known = names();
    for (const char* file : {"/hawser-dashboard.json", "/hawser-alerts.yml"}) {
        const std::string text = file_text(std::string(HAWSER_MONITORING) + file);
        const std::regex metric("hawser_[a-z_]+");
        size_t found = 0;
        for (std::sregex_iterator each(text.begin(), text.end(), metric), end; each != end; ++each, ++found) {
            const std::string name = std::regex_replace(each->str(), std::regex("_(bucket|sum|count)$"), "");
            EXPECT_TRUE(known.count(name) != 0) << name << " in " << file;
        }
        EXPECT_GT(found, 0U) << file;
    }
}

}  // namespace
}  // namespace hawser::loader
