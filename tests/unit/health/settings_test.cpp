// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/settings.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace hawser::health {
namespace {

using namespace std::chrono_literals;

TEST(ProbeSettings, DefaultsAndProfilesPass) {
    EXPECT_TRUE(check(ProbeSettings{}).ok());
    EXPECT_TRUE(check(default_profile().settings).ok());
    EXPECT_TRUE(check(fast_profile().settings).ok());
    EXPECT_TRUE(check(metered_profile().settings).ok());
}

struct Refused {
    std::string name;
    std::function<void(ProbeSettings&)> spoil;
    std::string says;
};

class ProbeSettingsRefused : public testing::TestWithParam<Refused> {};

TEST_P(ProbeSettingsRefused, NamesTheSetting) {
    ProbeSettings settings;
    GetParam().spoil(settings);
    const Result<void> result = check(settings);
    ASSERT_FALSE(result.ok());
    EXPECT_NE(result.error().text().find(GetParam().says), std::string::npos) << result.error().text();
}

INSTANTIATE_TEST_SUITE_P(
    All, ProbeSettingsRefused,
    testing::Values(Refused{"Retry", [](ProbeSettings& s) { s.retry = 1s; }, "retry"},
                    Refused{"LossWindow", [](ProbeSettings& s) { s.loss_window = 4097; }, "loss window"},
                    Refused{"Percentage", [](ProbeSettings& s) { s.down_loss_pct = 101; }, "percentage"},
                    Refused{"Interval", [](ProbeSettings& s) { s.interval = 9ms; }, "interval"},
                    Refused{"ZeroTimeout", [](ProbeSettings& s) { s.timeout = 0ms; }, "timeout"},
                    Refused{"LongTimeout", [](ProbeSettings& s) { s.timeout = 60s; }, "timeout"},
                    Refused{"NoWindow", [](ProbeSettings& s) { s.window = 0; }, "window"},
                    Refused{"LongWindow", [](ProbeSettings& s) { s.window = 65; }, "window"},
                    Refused{"NothingLost", [](ProbeSettings& s) { s.lost_to_down = 0; }, "lost probes"},
                    Refused{"MoreThanWindow", [](ProbeSettings& s) { s.lost_to_down = 5; }, "lost probes"},
                    Refused{"NoGood", [](ProbeSettings& s) { s.good_to_up = 0; }, "good probes"},
                    Refused{"NoFirstGood", [](ProbeSettings& s) { s.good_to_first_up = 0; }, "good probes"}),
    [](const testing::TestParamInfo<Refused>& refused) { return refused.param.name; });

}  // namespace
}  // namespace hawser::health
