// SPDX-License-Identifier: BSD-2-Clause
// The picture of `hawser top`, and the rates in it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "loader/control/client/commands.h"
#include "loader/control/client/options.h"
#include "loader/control/top/frame.h"
#include "tests/unit/loader/control/sample.h"

namespace hawser::loader {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using Seconds = std::chrono::duration<double>;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

/// `sample_status()` as it looks after `bytes` and `packets` more have left by pop/wan1.
Status later(uint64_t bytes, uint64_t packets) {
    Status status = sample_status();
    status.peers[0].tunnels[0].bytes_out += bytes;
    status.peers[0].tunnels[0].packets_out += packets;
    return status;
}

TEST(TrafficMeter, TellsRatesFromTwoLooks) {
    TrafficMeter meter;
    meter.look(sample_status(), Seconds(0));
    EXPECT_FALSE(meter.measures());
    meter.look(later(500'000, 100), Seconds(2));
    EXPECT_TRUE(meter.measures());
    EXPECT_DOUBLE_EQ(meter.of_tunnel("pop/wan1").bits_out, 2'000'000);
    EXPECT_DOUBLE_EQ(meter.of_tunnel("pop/wan1").packets_out, 50);
    EXPECT_DOUBLE_EQ(meter.of_uplink("wan1").bits_out, 2'000'000);
    EXPECT_DOUBLE_EQ(meter.of_uplink("wan2").bits_out, 0);
    EXPECT_DOUBLE_EQ(meter.of_tunnel("no such tunnel").bits_in, 0);
}

TEST(TrafficMeter, TakesACounterThatWentBackForNoTraffic) {
    TrafficMeter meter;
    meter.look(later(500'000, 100), Seconds(0));
    meter.look(sample_status(), Seconds(1));
    EXPECT_DOUBLE_EQ(meter.of_tunnel("pop/wan1").bits_out, 0);
}

TEST(TopFrame, ShowsTunnelsInTroubleFirst) {
    TrafficMeter meter;
    meter.look(sample_status(), Seconds(0));
    meter.look(later(125'000, 10), Seconds(1));
    const std::string frame = render_frame(sample_status(), meter, {}, {});
    EXPECT_THAT(frame, HasSubstr("1 of 2 tunnels up"));
    EXPECT_THAT(frame, HasSubstr("1.00Mbit/s"));
    EXPECT_LT(frame.find("pop/wan2"), frame.find("pop/wan1"));
}

TEST(TopFrame, ShowsNoRatesBeforeTheSecondLook) {
    TrafficMeter meter;
    meter.look(sample_status(), Seconds(0));
    EXPECT_THAT(render_frame(sample_status(), meter, {}, {}), Not(HasSubstr("bit/s")));
}

TEST(TopFrame, KeepsToItsLinesAndColumns) {
    Status status = sample_status();
    for (int each = 0; each < 100; ++each) {
        status.peers[0].tunnels.push_back(sample_tunnel());
        status.peers[0].tunnels.back().name = "pop/more" + std::to_string(each);
    }
    ControlEvent event;
    event.kind = "tunnel";
    event.tunnel = "pop/wan2";
    event.state = "down";
    event.reason =
        "4 of the last 4 probes were lost, and this sentence is longer than eighty columns can hold";
    TrafficMeter meter;
    meter.look(status, Seconds(0));
    const auto lines = lines_of(render_frame(status, meter, {event, event}, {.width = 80, .height = 24}));
    EXPECT_LE(lines.size(), 24u);
    EXPECT_TRUE(std::all_of(lines.begin(), lines.end(), [](const auto& line) { return line.size() <= 80; }));
    EXPECT_THAT(lines, ::testing::Contains(HasSubstr("more")));
    EXPECT_THAT(lines.back(), HasSubstr("pop/wan2: down"));
}

TEST(TopFrame, ShowsNothingThatAPeerCouldDoToATerminal) {
    Status status = sample_status();
    status.peers[0].tunnels[0].name = "pop/\033[2Jwan1";
    TrafficMeter meter;
    meter.look(status, Seconds(0));
    EXPECT_THAT(render_frame(status, meter, {}, {}), Not(HasSubstr("\033")));
}

TEST(Top, PrintsOnePictureWhereThereIsNoTerminal) {
    const auto options = parse_options({"top", "--interval", "0.001"});
    ASSERT_TRUE(options.ok());
    std::vector<std::string> asked;
    const AskDaemon ask = [&asked](const Json& request) -> Result<Json> {
        asked.push_back(request["command"]);
        if (request["command"] == "events") return Json{{"ok", true}, {"events", Json::array()}};
        return Json{{"ok", true}, {"status", to_json(sample_status())}};
    };
    const CommandOutcome outcome = find_command("top")->run(*options, ask, {});
    EXPECT_FALSE(outcome.live);
    EXPECT_EQ(outcome.exit_status, kDegraded);
    EXPECT_THAT(outcome.output, HasSubstr("pop/wan1"));
    EXPECT_EQ(asked, (std::vector<std::string>{"status", "events", "status", "events"}));
}

TEST(Top, RefusesAnIntervalThatIsNoneOrForAnotherCommand) {
    EXPECT_FALSE(parse_options({"top", "--interval", "soon"}).ok());
    EXPECT_FALSE(parse_options({"top", "--interval", "3600"}).ok());
    EXPECT_FALSE(parse_options({"status", "--interval", "2"}).ok());
}

}  // namespace
}  // namespace hawser::loader
