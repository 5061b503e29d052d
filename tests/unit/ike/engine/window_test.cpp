// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/window.h"

#include <gtest/gtest.h>

namespace hawser::ike {
namespace {

using namespace std::chrono_literals;

using Due = RequestWindow::Due;

OutboundMessage message(Bytes datagram, uint32_t id = 0) {
    OutboundMessage made{{std::move(datagram)}, {}, PayloadType::kNone, {}};
    made.header.message_id = MessageId(id);
    return made;
}

const TimePoint kStart = TimePoint{} + 100s;
const MessageId kFirst(0);

/// What is due, of a window that has one request.
std::optional<Due> due(RequestWindow& window, TimePoint now) {
    const auto timeout = window.on_timeout(now);
    return timeout ? std::optional(timeout->due) : std::nullopt;
}

TEST(RequestWindow, RepeatsWithGrowingWaitsAndGivesUp) {
    RequestWindow window;
    window.start(message({1, 2, 3}), {2s, 1.5, 3}, kStart);
    EXPECT_TRUE(window.busy());
    EXPECT_EQ(due(window, kStart + 1s), std::nullopt);
    EXPECT_EQ(window.next_timeout(), kStart + 2s);
    EXPECT_EQ(due(window, kStart + 2s), Due::kRetransmit);
    EXPECT_EQ(window.next_timeout(), kStart + 5s);
    EXPECT_EQ(due(window, kStart + 5s), Due::kRetransmit);
    EXPECT_EQ(window.next_timeout(), kStart + 9500ms);
    EXPECT_EQ(window.tries(kFirst), 3u);
    EXPECT_EQ(due(window, kStart + 9500ms), Due::kGiveUp);
    EXPECT_EQ(window.waiting(kStart + 9500ms), 9500ms);
    EXPECT_EQ(window.message(kFirst).datagrams.front(), (Bytes{1, 2, 3}));
}

TEST(RequestWindow, SendsOnceAfterALongSleep) {
    RequestWindow window;
    window.start(message({1}), {2s, 1.5, 5}, kStart);
    EXPECT_EQ(due(window, kStart + 1h), Due::kRetransmit);
    EXPECT_EQ(due(window, kStart + 1h), std::nullopt);
}

TEST(RequestWindow, CountsOnWithEachResponse) {
    RequestWindow window;
    EXPECT_FALSE(window.expects(MessageId(0)));
    window.start(message({1}), {}, kStart);
    EXPECT_TRUE(window.expects(MessageId(0)));
    EXPECT_FALSE(window.expects(MessageId(1)));
    window.complete(MessageId(0));
    EXPECT_FALSE(window.expects(MessageId(0)));
    EXPECT_FALSE(window.next_timeout());
    EXPECT_EQ(window.next_id(), MessageId(1));
}

TEST(RequestWindow, ReplacedRequestHasTheSameIdAndAllTries) {
    RequestWindow window;
    window.start(message({1}), {2s, 1.5, 2}, kStart);
    EXPECT_EQ(due(window, kStart + 2s), Due::kRetransmit);
    window.replace(kFirst, message({2}), kStart + 3s);
    EXPECT_EQ(window.message(kFirst).datagrams.front(), Bytes{2});
    EXPECT_TRUE(window.expects(MessageId(0)));
    EXPECT_EQ(window.tries(kFirst), 1u);
    EXPECT_EQ(window.next_timeout(), kStart + 5s);
}

TEST(RequestWindow, SmallerDatagramsBeginTheWaitsAnew) {
    RequestWindow window;
    window.start(message({1}), {2s, 1.5, 3}, kStart);
    EXPECT_EQ(due(window, kStart + 2s), Due::kRetransmit);
    EXPECT_EQ(due(window, kStart + 5s), Due::kRetransmit);
    window.restart(kFirst, {{1}, {2}}, kStart + 5s);
    EXPECT_EQ(window.message(kFirst).datagrams.size(), 2u);
    EXPECT_EQ(window.tries(kFirst), 1u);
    EXPECT_EQ(window.tries_in_all(), 3u);
    EXPECT_EQ(window.next_timeout(), kStart + 7s);
    EXPECT_EQ(window.waiting(kStart + 7s), 7s);
}

TEST(RequestWindow, HasRoomForWhatThePeerKeeps) {
    RequestWindow window;
    window.widen(3);
    window.widen(2);  // "there is currently no way to reduce the window size"
    for (uint32_t id = 0; id < 3; ++id) {
        EXPECT_TRUE(window.has_room());
        window.start(message({1}, id), {2s, 1.5, 2}, kStart + id * 100ms);
    }
    EXPECT_FALSE(window.has_room());
    // "until it has received responses to all requests up through request X-N"
    window.complete(MessageId(1));
    window.complete(MessageId(2));
    EXPECT_FALSE(window.has_room());
    EXPECT_TRUE(window.expects(MessageId(0)));
    window.complete(MessageId(0));
    EXPECT_TRUE(window.has_room());
    EXPECT_EQ(window.next_id(), MessageId(3));
}

TEST(RequestWindow, EachRequestHasItsOwnWaits) {
    RequestWindow window;
    window.widen(2);
    window.start(message({1}, 0), {2s, 1.5, 2}, kStart);
    window.start(message({2}, 1), {2s, 1.5, 2}, kStart + 1s);
    const auto first = window.on_timeout(kStart + 4s);
    const auto second = window.on_timeout(kStart + 4s);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->id, MessageId(0));
    EXPECT_EQ(second->id, MessageId(1));
    EXPECT_FALSE(window.on_timeout(kStart + 4s));
    window.complete(MessageId(0));
    EXPECT_EQ(window.next_timeout(), kStart + 7s);
    EXPECT_EQ(window.waiting(kStart + 7s), 6s);
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

TEST(ResponseWindow, TakesRequestsInAnyOrderAndKeepsAsManyAnswers) {
    ResponseWindow window;
    window.widen(3);
    EXPECT_EQ(window.judge(MessageId(2)), ResponseWindow::Verdict::kNew);
    EXPECT_EQ(window.judge(MessageId(3)), ResponseWindow::Verdict::kOutside);
    window.answered(MessageId(2), message({2}));
    EXPECT_EQ(window.judge(MessageId(2)), ResponseWindow::Verdict::kRepeat);
    EXPECT_EQ(window.judge(MessageId(3)), ResponseWindow::Verdict::kOutside) << "the first is not answered";
    window.answered(MessageId(0), message({0}));
    EXPECT_EQ(window.judge(MessageId(3)), ResponseWindow::Verdict::kNew);
    window.answered(MessageId(1), message({1}));
    EXPECT_EQ(window.expected(), MessageId(3));
    for (uint32_t id = 0; id < 3; ++id)
        EXPECT_EQ(window.response_to(MessageId(id)).datagrams.front(), Bytes{static_cast<uint8_t>(id)});
    window.answered(MessageId(3), message({3}));
    EXPECT_EQ(window.judge(MessageId(0)), ResponseWindow::Verdict::kOutside) << "no more than the window has";
    EXPECT_EQ(window.judge(MessageId(1)), ResponseWindow::Verdict::kRepeat);
}

}  // namespace
}  // namespace hawser::ike
