// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/alarm.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "loader/net/system_clock.h"

namespace hawser::loader {
namespace {

using namespace std::chrono_literals;

class AlarmTest : public testing::Test {
 protected:
    bool run_until_calls(size_t wanted) {
        const TimePoint end = system_now() + 10s;
        while (calls.size() < wanted && system_now() < end) {
            loop.restart();
            loop.run_for(10ms);
        }
        return calls.size() >= wanted;
    }
    boost::asio::io_context loop;
    std::vector<TimePoint> calls;
    std::unique_ptr<Alarm> alarm = std::make_unique<Alarm>(loop, [this] { calls.push_back(system_now()); });
};

TEST_F(AlarmTest, CallsOnceAndNotBeforeItsTime) {
    const TimePoint at = system_now() + 30ms;
    alarm->set(at);
    ASSERT_TRUE(run_until_calls(1));
    EXPECT_GE(calls[0], at);
    loop.run_for(20ms);
    EXPECT_EQ(calls.size(), 1u);
}

TEST_F(AlarmTest, ATimeInThePastIsCalledFromTheLoop) {
    alarm->set(TimePoint{});
    EXPECT_TRUE(calls.empty()) << "never from set()";
    EXPECT_TRUE(run_until_calls(1));
}

TEST_F(AlarmTest, TheSameTimeCanBeSetAgainAfterItsCall) {
    const TimePoint past = system_now();
    alarm->set(past);
    ASSERT_TRUE(run_until_calls(1));
    alarm->set(past);
    EXPECT_TRUE(run_until_calls(2));
}

TEST_F(AlarmTest, SetReplacesTheTimeInBothDirections) {
    alarm->set(system_now() + 1h);
    const TimePoint sooner = system_now() + 10ms;
    alarm->set(sooner);
    ASSERT_TRUE(run_until_calls(1));
    alarm->set(system_now() + 10ms);
    alarm->set(system_now() + 1h);
    loop.restart();
    loop.run_for(40ms);
    EXPECT_EQ(calls.size(), 1u);
}

TEST_F(AlarmTest, NothingMeansNoCall) {
    alarm->set(system_now() + 10ms);
    alarm->set(std::nullopt);
    loop.run_for(40ms);
    EXPECT_TRUE(calls.empty());
}

TEST_F(AlarmTest, TheHandlerMaySetItAgain) {
    Alarm ticking(loop, [this, &ticking] {
        calls.push_back(system_now());
        if (calls.size() < 3) ticking.set(system_now() + 1ms);
    });
    ticking.set(system_now());
    EXPECT_TRUE(run_until_calls(3));
}

TEST_F(AlarmTest, DestroyedItIsSilent) {
    alarm->set(system_now());
    alarm.reset();
    loop.run_for(20ms);
    EXPECT_TRUE(calls.empty());
}

}  // namespace
}  // namespace hawser::loader
