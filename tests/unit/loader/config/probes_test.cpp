// SPDX-License-Identifier: BSD-2-Clause
// One probe or many, profiles and thresholds, and who inherits what.
#include "tests/unit/loader/config/fixture.h"

namespace hawser::loader {
namespace {

using namespace std::chrono_literals;

class ProbesTest : public ConfigTest {
 protected:
    /// kGood with this in place of its probe.
    [[nodiscard]] static std::string with_probes(const std::string& text) {
        return kGood.substr(0, kGood.find("[peer.probe]")) + text;
    }
    [[nodiscard]] std::vector<TunnelConfig> tunnels(const std::string& text) const {
        LoadOutcome outcome = parse(text);
        EXPECT_TRUE(outcome.config) << report(outcome);
        return outcome.config ? outcome.config->peers[0].tunnels : std::vector<TunnelConfig>(4);
    }
};

const std::string kTwo =
    "[[peer.probe]]\ntarget = \"10.2.0.1\"\n[[peer.probe]]\ntarget = \"10.2.0.2\"\n"
    "interval = \"1s\"\nhold = \"10s\"\n";

TEST_F(ProbesTest, AListIsSeveralProbes) {
    const auto all = tunnels(with_probes(kTwo + "[peer.path]\nquorum = \"all\"\n"));
    ASSERT_EQ(all[0].probes.size(), 2u);
    EXPECT_EQ(all[0].probes[0].subject, "10.2.0.1");
    EXPECT_EQ(all[0].probes[0].settings.interval, 200ms);
    EXPECT_EQ(all[0].probes[1].target, address("10.2.0.2"));
    EXPECT_EQ(all[0].probes[1].settings.interval, 1s);
    EXPECT_EQ(all[0].path.quorum.needed, health::Quorum::kAll);
    EXPECT_EQ(all[0].path.hold, 10s) << "the longest";
}

TEST_F(ProbesTest, WithoutAWordOneHealthyProbeIsEnough) {
    EXPECT_EQ(tunnels(with_probes(kTwo))[0].path.quorum.needed, health::Quorum::kAny);
    EXPECT_EQ(tunnels(kGood)[0].path.hold, 3s);
}

TEST_F(ProbesTest, ATunnelsTableChangesEveryProbe) {
    const auto all = tunnels(with_probes(
        kTwo +
        "[[peer.tunnel]]\nuplink = \"wan2\"\nprobe = { profile = \"metered\" }\npath = { quorum = 2 }\n"));
    ASSERT_EQ(all[1].uplink, "wan2");
    EXPECT_EQ(all[1].probes[0].settings.interval, 30s);
    EXPECT_EQ(all[1].probes[0].settings.retry, 1s);
    EXPECT_EQ(all[1].probes[1].settings.interval, 1s) << "what is written wins over the profile";
    EXPECT_EQ(all[1].path.quorum.needed, 2u);
    EXPECT_EQ(all[0].probes[0].settings.interval, 200ms);
    EXPECT_EQ(all[0].path.quorum.needed, 1u);
}

TEST_F(ProbesTest, ATunnelsTargetOrListIsInsteadOfSeveral) {
    const std::string tunnel = kTwo + "[[peer.tunnel]]\nuplink = \"wan2\"\n";
    const auto one = tunnels(with_probes(tunnel + "probe = { target = \"10.2.0.3\" }\n"));
    ASSERT_EQ(one[1].probes.size(), 1u);
    EXPECT_EQ(one[1].probes[0].subject, "10.2.0.3");
    const auto list = tunnels(with_probes(tunnel + "probe = [{ target = \"10.2.0.3\" }]\n"));
    ASSERT_EQ(list[1].probes.size(), 1u);
    EXPECT_EQ(list[1].probes[0].settings.interval, 200ms) << "nothing is left of the peer's";
    const auto none = tunnels(with_probes(tunnel + "probe = { type = \"none\" }\n"));
    EXPECT_TRUE(none[1].probes.empty());
}

TEST_F(ProbesTest, AProfileSetsWhatIsNotWritten) {
    const auto fast =
        tunnels(with_probes("[peer.probe]\ntarget = \"10.2.0.1\"\nprofile = \"fast\"\nlost = 3\n"));
    const health::ProbeSettings& settings = fast[0].probes[0].settings;
    EXPECT_EQ(settings.interval, health::fast_profile().settings.interval);
    EXPECT_EQ(settings.timeout, health::fast_profile().settings.timeout);
    EXPECT_EQ(settings.lost_to_down, 3u);
    EXPECT_EQ(settings.window, 3u);
    EXPECT_EQ(settings.good_to_up, 25u);
}

TEST_F(ProbesTest, Thresholds) {
    const auto all =
        tunnels(with_probes("[peer.probe]\ntarget = \"10.2.0.1\"\nloss_window = \"30s\"\n"
                            "down_loss = \"30%\"\nclean = \"5m\"\ndegraded_loss = \"0.5%\"\n"
                            "degraded_rtt = \"80ms\"\ndegraded_jitter = \"20ms\"\n"));
    const health::ProbeSettings& settings = all[0].probes[0].settings;
    EXPECT_EQ(settings.loss_window, 150u);
    EXPECT_EQ(settings.down_loss_pct, 30.0);
    EXPECT_EQ(settings.clean, 5min);
    EXPECT_EQ(settings.degraded.loss_pct, 0.5);
    EXPECT_EQ(settings.degraded.rtt, 80ms);
    EXPECT_EQ(settings.degraded.jitter, 20ms);
}

TEST_F(ProbesTest, Damping) {
    const auto all = tunnels(kGood +
                             "[peer.path]\ndamping_half_life = \"2m\"\ndamping_suppress = 5000\n"
                             "damping_reuse = 800\ndamping_max = \"10m\"\n");
    const health::DampingSettings& damping = all[0].path.damping;
    EXPECT_TRUE(damping.on);
    EXPECT_EQ(damping.half_life, 2min);
    EXPECT_EQ(damping.suppress, 5000);
    EXPECT_EQ(damping.reuse, 800);
    EXPECT_EQ(damping.max_suppress, 10min);
    EXPECT_FALSE(tunnels(kGood + "[peer.path]\ndamping = false\n")[0].path.damping.on);
}

TEST_F(ProbesTest, WhatCannotBeIsRefused) {
    expect_refused(with_probes(kTwo + "[peer.path]\nquorum = 3\n"),
                   {"'quorum' is 3, but there are 2 probes"});
    expect_refused(with_probes(kTwo + "[peer.path]\nquorum = \"most\"\n"),
                   {"'quorum' in [peer.path] must be \"any\", \"all\" or a whole number above 0"});
    expect_refused(kGood + "down_loss = \"30\"\n", {"'30' is not a percentage"});
    expect_refused(kGood + "down_loss = \"130%\"\n", {"'130%' is not a percentage"});
    expect_refused(kGood + "loss_window = \"1h\"\n",
                   {"'loss_window' is 18000 intervals; it may be 1 to 4096"});
    expect_refused(kGood + "retry = \"1s\"\n", {"'retry' is 1s, longer than the interval 200ms"});
    expect_refused(kGood + "[peer.path]\ndamping_reuse = 3000\n", {"not above 'damping_reuse', 3000"});
    expect_refused(kGood + "[peer.path]\nhold = \"3s\"\n", {"it belongs in [peer.probe]"});
}

}  // namespace
}  // namespace hawser::loader
