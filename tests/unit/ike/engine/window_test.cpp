// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/window.h"

#include <gtest/gtest.h>

namespace hawser::ike {
namespace {

using namespace std::chrono_literals;

OutboundMessage message(Bytes datagram) {
    return {{std::move(datagram)}, {}, PayloadType::kNone, {}};
}

const TimePoint kStart = TimePoint{} + 100s;

TEST(RequestWindow, RepeatsWithGrowingWaitsAndGivesUp) {
    RequestWindow window;
    window.start(message({1, 2, 3}), {2s, 1.5, 3}, kStart);
    EXPECT_TRUE(window.busy());
    EXPECT_EQ(window.on_timeout(kStart + 1s), RequestWindow::Due::kNothing);
    EXPECT_EQ(window.next_timeout(), kStart + 2s);
    EXPECT_EQ(window.on_timeout(kStart + 2s), RequestWindow::Due::kRetransmit);
    EXPECT_EQ(window.next_timeout(), kStart + 5s);
    EXPECT_EQ(window.on_timeout(kStart + 5s), RequestWindow::Due::kRetransmit);
    EXPECT_EQ(window.next_timeout(), kStart + 9500ms);
    EXPECT_EQ(window.tries(), 3u);
    EXPECT_EQ(window.on_timeout(kStart + 9500ms), RequestWindow::Due::kGiveUp);
    EXPECT_EQ(window.waiting(kStart + 9500ms), 9500ms);
    EXPECT_EQ(window.message().datagrams.front(), (Bytes{1, 2, 3}));
}

TEST(RequestWindow, SendsOnceAfterALongSleep) {
    RequestWindow window;
    window.start(message({1}), {2s, 1.5, 5}, kStart);
    EXPECT_EQ(window.on_timeout(kStart + 1h), RequestWindow::Due::kRetransmit);
    EXPECT_EQ(window.on_timeout(kStart + 1h), RequestWindow::Due::kNothing);
}

TEST(RequestWindow, CountsOnWithEachResponse) {
    RequestWindow window;
    EXPECT_FALSE(window.expects(MessageId(0)));
    window.start(message({1}), {}, kStart);
    EXPECT_TRUE(window.expects(MessageId(0)));
    EXPECT_FALSE(window.expects(MessageId(1)));
    window.complete();
    EXPECT_FALSE(window.expects(MessageId(0)));
    EXPECT_FALSE(window.next_timeout());
    EXPECT_EQ(window.next_id(), MessageId(1));
}

TEST(RequestWindow, ReplacedRequestHasTheSameIdAndAllTries) {
    RequestWindow window;
    window.start(message({1}), {2s, 1.5, 2}, kStart);
    EXPECT_EQ(window.on_timeout(kStart + 2s), RequestWindow::Due::kRetransmit);
    window.replace(message({2}), kStart + 3s);
    EXPECT_EQ(window.message().datagrams.front(), Bytes{2});
    EXPECT_TRUE(window.expects(MessageId(0)));
    EXPECT_EQ(window.tries(), 1u);
    EXPECT_EQ(window.next_timeout(), kStart + 5s);
}

TEST(RequestWindow, SmallerDatagramsBeginTheWaitsAnew) {
    RequestWindow window;
    window.start(message({1}), {2s, 1.5, 3}, kStart);
    EXPECT_EQ(window.on_timeout(kStart + 2s), RequestWindow::Due::kRetransmit);
    EXPECT_EQ(window.on_timeout(kStart + 5s), RequestWindow::Due::kRetransmit);
    window.restart({{1}, {2}}, kStart + 5s);
    EXPECT_EQ(window.message().datagrams.size(), 2u);
    EXPECT_EQ(window.tries(), 1u);
    EXPECT_EQ(window.tries_in_all(), 3u);
    EXPECT_EQ(window.next_timeout(), kStart + 7s);
    EXPECT_EQ(window.waiting(kStart + 7s), 7s);
}

TEST(ResponseWindow, TakesEachRequestOnceAndRepeatsTheLastAnswer) {
    ResponseWindow window;
    EXPECT_EQ(window.judge(MessageId(0)), ResponseWindow::Verdict::kNew);
    EXPECT_EQ(window.judge(MessageId(1)), ResponseWindow::Verdict::kOutside);
    window.answered(MessageId(0), message({7}));
    EXPECT_EQ(window.judge(MessageId(0)), ResponseWindow::Verdict::kRepeat);
    EXPECT_EQ(window.response_to(MessageId(0)).datagrams.front(), Bytes{7});
    EXPECT_EQ(window.judge(MessageId(1)), ResponseWindow::Verdict::kNew);
    window.answered(MessageId(1), message({8}));
    EXPECT_EQ(window.judge(MessageId(0)), ResponseWindow::Verdict::kOutside);
    EXPECT_EQ(window.judge(MessageId(1)), ResponseWindow::Verdict::kRepeat);
    EXPECT_EQ(window.judge(MessageId(0xffffffff)), ResponseWindow::Verdict::kOutside);
}

}  // namespace
}  // namespace hawser::ike
