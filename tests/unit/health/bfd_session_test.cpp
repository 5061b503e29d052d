// SPDX-License-Identifier: BSD-2-Clause
// Two ends of a session over a link that loses and delays, in virtual time.
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <map>
#include <vector>

#include "health/bfd/session.h"

namespace hawser::health::bfd {
namespace {

using namespace std::chrono_literals;

SessionConfig end(uint32_t discriminator, Duration interval, uint8_t multiplier = 3) {
    return {discriminator, interval, interval, multiplier};
}

class Link {
 public:
    Link(const SessionConfig& left, const SessionConfig& right) : ends{Session(left), Session(right)} {}

    void start() {
        for (Session& each : ends)
            each.start(now);
        collect();
    }
    void run(Duration length) {
        const TimePoint stop = now + length;
        while (const auto next = earliest()) {
            if (*next > stop) break;
            now = std::max(now, *next);
            deliver();
            for (Session& each : ends)
                if (const auto due = each.next_timeout(); due && *due <= now) each.handle_timeout(now);
            collect();
        }
        now = stop;
    }
    void collect() {
        for (size_t i = 0; i < 2; ++i) {
            while (const auto packet = ends[i].poll_packet()) {
                sent[i].emplace_back(now, *packet);
                if (!lose(i, now)) under_way.emplace(now + delay, std::pair(1 - i, *packet));
            }
        }
    }
    [[nodiscard]] bool both(State state) const {
        return ends[0].state() == state && ends[1].state() == state;
    }

    TimePoint now{1000s};
    Duration delay = 10ms;
    std::function<bool(size_t from, TimePoint)> lose = [](size_t, TimePoint) { return false; };
    std::array<Session, 2> ends;
    std::array<std::vector<std::pair<TimePoint, ControlPacket>>, 2> sent;

 private:
    [[nodiscard]] std::optional<TimePoint> earliest() const {
        std::optional<TimePoint> first;
        if (!under_way.empty()) first = under_way.begin()->first;
        for (const Session& each : ends)
            if (const auto due = each.next_timeout()) first = std::min(first.value_or(*due), *due);
        return first;
    }
    void deliver() {
        while (!under_way.empty() && under_way.begin()->first <= now) {
            const auto [to, packet] = under_way.begin()->second;
            under_way.erase(under_way.begin());
            ends[to].handle_packet(now, packet);
        }
    }
    std::multimap<TimePoint, std::pair<size_t, ControlPacket>> under_way;
};

TEST(BfdSession, ComesUpAndLearnsTheOtherEnd) {
    Link link(end(1, 300ms), end(2, 300ms));
    link.start();
    EXPECT_TRUE(link.both(State::kDown));
    link.run(5s);
    EXPECT_TRUE(link.both(State::kUp));
    EXPECT_EQ(link.ends[0].remote_discriminator(), 2u);
    EXPECT_EQ(link.ends[1].remote_discriminator(), 1u);
    EXPECT_EQ(link.ends[0].detection_time(), 900ms);
}

TEST(BfdSession, NobodySendsFasterThanOnceASecondBeforeItIsUp) {
    Link link(end(1, 50ms), end(2, 50ms));
    link.lose = [](size_t, TimePoint) { return true; };
    link.start();
    link.run(10s);
    EXPECT_LE(link.sent[0].size(), 15u);
    EXPECT_GE(link.sent[0].size(), 10u);
    EXPECT_EQ(link.sent[0].back().second.desired_min_tx, 1s);
}

TEST(BfdSession, TheSlowerEndSetsEachDirectionsPace) {
    Link link(end(1, 50ms, 3), end(2, 200ms, 4));
    link.start();
    link.run(10s);
    ASSERT_TRUE(link.both(State::kUp));
    EXPECT_EQ(link.ends[0].transmit_interval(), 200ms) << "the other end takes no more";
    EXPECT_EQ(link.ends[0].detection_time(), 800ms) << "four of the other's intervals";
    EXPECT_EQ(link.ends[1].detection_time(), 600ms) << "three of ours as it takes them";
}

TEST(BfdSession, JitterKeepsThreeQuartersToTheWholeInterval) {
    Link link(end(1, 100ms), end(2, 100ms));
    link.start();
    link.run(10s);
    link.sent[0].clear();
    link.run(60s);
    ASSERT_GT(link.sent[0].size(), 600u);
    Duration least = 1s;
    Duration most{};
    for (size_t i = 1; i < link.sent[0].size(); ++i) {
        const Duration gap = link.sent[0][i].first - link.sent[0][i - 1].first;
        least = std::min(least, gap);
        most = std::max(most, gap);
    }
    EXPECT_GE(least, 75ms);
    EXPECT_LE(most, 100ms);
    EXPECT_GT(most - least, 15ms);
}

TEST(BfdSession, ASilentLinkIsFoundWithinTheDetectionTime) {
    Link link(end(1, 50ms), end(2, 50ms));
    link.start();
    link.run(5s);
    ASSERT_TRUE(link.both(State::kUp));
    link.lose = [](size_t, TimePoint) { return true; };
    const TimePoint death = link.now;
    while (link.ends[0].state() == State::kUp && link.now < death + 5s)
        link.run(1ms);
    EXPECT_LE(link.now - death, 150ms + 10ms + 6ms);
    EXPECT_GE(link.now - death, 100ms);
    EXPECT_EQ(link.ends[0].diagnostic(), Diagnostic::kDetectionTimeExpired);
}

TEST(BfdSession, OneDirectionDeadTakesBothEndsDown) {
    Link link(end(1, 50ms), end(2, 50ms));
    link.start();
    link.run(5s);
    link.lose = [](size_t from, TimePoint) { return from == 0; };
    link.run(1s);
    EXPECT_EQ(link.ends[1].diagnostic(), Diagnostic::kDetectionTimeExpired);
    EXPECT_NE(link.ends[0].state(), State::kUp);
    EXPECT_EQ(link.ends[0].diagnostic(), Diagnostic::kNeighborSignaledDown);
    link.lose = [](size_t, TimePoint) { return false; };
    link.run(4s);
    EXPECT_TRUE(link.both(State::kUp)) << "and it comes back";
}

TEST(BfdSession, AdminDownIsToldAndIsNoFailureOfTheOther) {
    Link link(end(1, 100ms), end(2, 100ms));
    link.start();
    link.run(5s);
    link.ends[0].set_admin_down(link.now, true);
    link.run(1s);
    EXPECT_EQ(link.ends[0].state(), State::kAdminDown);
    EXPECT_EQ(link.ends[1].state(), State::kDown);
    EXPECT_EQ(link.ends[1].diagnostic(), Diagnostic::kNeighborSignaledDown);
    EXPECT_EQ(link.ends[1].remote_state(), State::kAdminDown);
    link.ends[0].set_admin_down(link.now, false);
    link.run(4s);
    EXPECT_TRUE(link.both(State::kUp));
}

TEST(BfdSession, OtherTimersAreNegotiatedByAPollWithoutGoingDown) {
    Link link(end(1, 300ms), end(2, 50ms));
    link.start();
    link.run(5s);
    ASSERT_TRUE(link.both(State::kUp));
    link.sent[0].clear();
    link.sent[1].clear();
    link.ends[0].update(link.now, end(1, 50ms));
    EXPECT_EQ(link.ends[0].detection_time(), 900ms) << "until the other has confirmed";
    link.run(1s);
    EXPECT_TRUE(link.both(State::kUp));
    EXPECT_EQ(link.ends[0].detection_time(), 150ms);
    EXPECT_EQ(link.ends[1].detection_time(), 150ms);
    unsigned polls = 0;
    unsigned finals = 0;
    for (const auto& [at, packet] : link.sent[0])
        polls += packet.poll ? 1 : 0;
    for (const auto& [at, packet] : link.sent[1])
        finals += packet.final ? 1 : 0;
    EXPECT_GE(polls, 1u);
    EXPECT_EQ(finals, polls) << "each poll has its answer";
    EXPECT_FALSE(link.sent[0].back().second.poll) << "and then it is over";
}

TEST(BfdSession, AnIncreaseOfOurIntervalWaitsForThePollsEnd) {
    Link link(end(1, 50ms), end(2, 50ms));
    link.start();
    link.run(5s);
    link.lose = [](size_t from, TimePoint) { return from == 1; };
    link.ends[0].update(link.now, end(1, 500ms));
    EXPECT_EQ(link.ends[0].transmit_interval(), 50ms) << "or the other end would think us dead";
}

TEST(BfdSession, AnotherSessionsPacketIsRefused) {
    Session session(end(7, 300ms));
    session.start(TimePoint{1s});
    ControlPacket packet{.state = State::kInit,
                         .my_discriminator = 9,
                         .your_discriminator = 8,
                         .desired_min_tx = 1s,
                         .required_min_rx = 1s};
    EXPECT_FALSE(session.handle_packet(TimePoint{1s}, packet));
    EXPECT_EQ(session.state(), State::kDown);
    packet.your_discriminator = 7;
    EXPECT_TRUE(session.handle_packet(TimePoint{1s}, packet));
    EXPECT_EQ(session.state(), State::kUp);
}

TEST(BfdSession, AStoppedOneIsSilentAndDeaf) {
    Link link(end(1, 50ms), end(2, 50ms));
    link.start();
    link.run(5s);
    link.ends[0].stop();
    link.sent[0].clear();
    link.run(2s);
    EXPECT_TRUE(link.sent[0].empty());
    EXPECT_EQ(link.ends[0].state(), State::kDown);
    EXPECT_NE(link.ends[1].state(), State::kUp);
}

TEST(BfdSession, HalfOfThePacketsLostAtRandomStillComesUp) {
    Link link(end(1, 100ms, 10), end(2, 100ms, 10));
    uint64_t random = 1;
    link.lose = [&random](size_t, TimePoint) {
        random = random * 6364136223846793005U + 1442695040888963407U;
        return (random >> 40) % 2 == 0;
    };
    link.start();
    link.run(60s);
    EXPECT_TRUE(link.both(State::kUp));
}

}  // namespace
}  // namespace hawser::health::bfd
