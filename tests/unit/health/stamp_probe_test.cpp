// SPDX-License-Identifier: BSD-2-Clause
// A STAMP sender against our own reflector, over a link that loses and delays each direction by itself.
#include "health/probe/stamp_probe.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <map>

#include "health/stamp/stamp_reflector.h"
#include "ike/crypto/hmac.h"

namespace hawser::health {
namespace {

using namespace std::chrono_literals;

StampCodec::Hmac hmac_with(uint8_t key_byte) {
    return [key = Bytes(32, key_byte)](ByteView covered) {
        std::array<uint8_t, StampCodec::kHmacSize> tag{};
        ike::hmac(ike::HashId::kSha2_256, key, {covered}, tag);
        return tag;
    };
}

ProbeConfig stamp_config() {
    ProbeConfig config;
    config.type = ProbeType::kStamp;
    config.subject = "10.2.0.1:862";
    config.target = IpAddress::parse("10.2.0.1").value();
    config.port = 862;
    return config;
}

class StampWorld {
 public:
    StampWorld(ProbeConfig config, StampCodec reflector_codec, StampSequence sequence)
        : probe({TunnelId(1), 0}, std::move(config)), reflector(std::move(reflector_codec), sequence) {
        probe.start(now, PathState::kDown, true);
    }

    void run(Duration length) {
        const TimePoint end = now + length;
        while (true) {
            take();
            const auto timeout = probe.next_timeout();
            const bool reply_first = !replies.empty() && replies.begin()->first <= *timeout;
            const TimePoint next = reply_first ? replies.begin()->first : *timeout;
            if (next > end) break;
            now = std::max(now, next);
            if (!reply_first) {
                probe.handle_timeout(now);
                continue;
            }
            const Bytes reply = replies.begin()->second;
            replies.erase(replies.begin());
            probe.handle_answer(now, {.received_at = now, .bytes = reply});
        }
        now = end;
    }

    TimePoint now{1000s};
    StampProbe probe;
    StampReflector reflector;
    std::function<Duration(unsigned)> out = [](unsigned) { return 10ms; };
    std::function<Duration(unsigned)> in = [](unsigned) { return 30ms; };
    std::function<bool(unsigned)> lose_out = [](unsigned) { return false; };
    std::function<bool(unsigned)> lose_in = [](unsigned) { return false; };

 private:
    void take() {
        while (const auto send = probe.poll_send()) {
            const unsigned number = ++sent;
            if (lose_out(number)) continue;
            // The reflector's clock is two days ahead, and it thinks for 7 ms.
            const TimePoint arrived = now + out(number);
            const Duration ahead = 48h;
            Bytes answer;
            const StampArrival arrival{
                .way = {{*IpAddress::parse("10.1.0.1"), 4000}, {*IpAddress::parse("10.2.0.1"), 862}, 1},
                .ttl = 64,
                .received = ntp_time(arrived.time_since_epoch() + ahead),
                .packet = send->bytes};
            const StampClock clock{arrived + 7ms, ntp_time(arrived.time_since_epoch() + ahead + 7ms), 0x8001};
            if (reflector.reflect(arrival, clock, answer) != StampVerdict::kGood || lose_in(number)) continue;
            replies.emplace(arrived + 7ms + in(number), answer);
        }
    }
    unsigned sent = 0;
    std::multimap<TimePoint, Bytes> replies;
};

TEST(StampProbe, RoundTripWithoutTheReflectorsOwnTime) {
    StampWorld world(stamp_config(), StampCodec(), StampSequence::kStateless);
    world.run(10s);
    EXPECT_EQ(world.probe.state(), PathState::kUp);
    const Duration rtt = world.probe.status().rtt.value();
    EXPECT_NEAR(static_cast<double>(rtt.count()), 40e6, 1e3);
    EXPECT_FALSE(world.probe.status().loss_out_pct) << "a reflector that copies our numbers cannot tell";
}

TEST(StampProbe, AReflectorThatCountsTellsTheDirectionsOfLossApart) {
    StampWorld world(stamp_config(), StampCodec(), StampSequence::kStateful);
    world.lose_out = [](unsigned number) { return number % 10 == 0; };
    world.lose_in = [](unsigned number) { return number % 5 == 2; };
    world.run(60s);
    const ProbeStatus status = world.probe.status();
    EXPECT_NEAR(status.loss_out_pct.value(), 10.0, 1.5);
    EXPECT_NEAR(status.loss_in_pct.value(), 100.0 * 2 / 9, 2.0) << "of those that arrived";
    EXPECT_NEAR(status.loss_pct.value(), 30.0, 1.0);
}

TEST(StampProbe, JitterOfEachDirection) {
    StampWorld world(stamp_config(), StampCodec(), StampSequence::kStateless);
    world.out = [](unsigned number) { return number % 2 == 0 ? Duration(10ms) : Duration(18ms); };
    world.run(60s);
    const ProbeStatus status = world.probe.status();
    EXPECT_NEAR(static_cast<double>(status.jitter_out->count()), 8e6, 0.2e6);
    EXPECT_NEAR(static_cast<double>(status.jitter_in->count()), 0.0, 1e3);
}

TEST(StampProbe, AuthenticatedOnBothSides) {
    ProbeConfig config = stamp_config();
    config.stamp_hmac = hmac_with(7);
    StampWorld right(config, StampCodec(hmac_with(7)), StampSequence::kStateful);
    right.run(5s);
    EXPECT_EQ(right.probe.state(), PathState::kUp);
    StampWorld wrong(config, StampCodec(hmac_with(8)), StampSequence::kStateful);
    wrong.run(5s);
    EXPECT_EQ(wrong.probe.state(), PathState::kDown);
}

TEST(StampProbe, AReflectorThatBeginsToCountAnewIsNoLoss) {
    StampWorld world(stamp_config(), StampCodec(), StampSequence::kStateful);
    world.run(10s);
    world.reflector = StampReflector(StampCodec(), StampSequence::kStateful);
    world.run(10s);
    EXPECT_EQ(world.probe.status().loss_out_pct, 0.0);
    EXPECT_EQ(world.probe.status().loss_in_pct, 0.0);
}

TEST(StampProbe, NumbersGoOnBeyondSixteenBits) {
    ProbeConfig config = stamp_config();
    config.settings.interval = 10ms;
    config.settings.timeout = 100ms;
    StampWorld world(config, StampCodec(), StampSequence::kStateful);
    world.run(700s);
    EXPECT_GT(world.probe.status().sent, 65536u);
    EXPECT_EQ(world.probe.status().loss_pct, 0.0);
    EXPECT_EQ(world.probe.status().loss_out_pct, 0.0);
}

TEST(StampProbe, RubbishIsNoAnswer) {
    StampWorld world(stamp_config(), StampCodec(), StampSequence::kStateless);
    const Bytes rubbish(43, 0xff);
    EXPECT_EQ(world.probe.handle_answer(world.now, {.received_at = world.now, .bytes = rubbish}),
              ReplyVerdict::kNotOurs);
}

}  // namespace
}  // namespace hawser::health
