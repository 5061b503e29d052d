// SPDX-License-Identifier: BSD-2-Clause
#include "loader/metrics/event_counters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hawser::loader {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

class EventCountersTest : public testing::Test {
 protected:
    EventCountersTest() { counters_.expect("pop", "pop/wan1"); }

    static ControlEvent event(const char* kind, const char* was, const char* state, int at_ms = 0) {
        ControlEvent event;
        event.kind = kind;
        event.peer = "pop";
        event.tunnel = "pop/wan1";
        event.was = was;
        event.state = state;
        event.time = ControlEvent::Time(std::chrono::milliseconds(at_ms));
        return event;
    }
    static ControlEvent fall(const char* was, const char* decider, std::optional<int64_t> unheard_ms) {
        ControlEvent fallen = event("tunnel", was, "down");
        fallen.decider = decider;
        fallen.unheard_ms = unheard_ms;
        return fallen;
    }
    std::string text() {
        MetricPage page;
        page.append(counters_.collect());
        return page.text();
    }
    static std::string failovers(const char* reason, int count) {
        return std::string("hawser_failovers_total{peer=\"pop\",reason=\"") + reason +
               "\",tunnel=\"pop/wan1\"} " + std::to_string(count) + "\n";
    }

    EventCounters counters_;
};

TEST_F(EventCountersTest, BeginWithZeros) {
    for (const char* reason : {"link", "ike", "probes"})
        EXPECT_THAT(text(), HasSubstr(failovers(reason, 0)));
    EXPECT_THAT(text(), ContainsRegex("hawser_rekeys_total.*kind=\"child\".* 0\n"));
}

TEST_F(EventCountersTest, AFailoverHasItsReasonAndDuration) {
    counters_.take(fall("up", "probes", 850));
    counters_.take(fall("degraded", "link", 40));
    EXPECT_THAT(text(), HasSubstr(failovers("probes", 1)));
    EXPECT_THAT(text(), HasSubstr(failovers("link", 1)));
    EXPECT_THAT(text(), ContainsRegex("hawser_failover_duration_seconds_sum.* 0\\.89\n"));
    EXPECT_THAT(text(), ContainsRegex("hawser_failover_duration_seconds_bucket.*le=\"0.75\"} 1\n"));
}

TEST_F(EventCountersTest, WithoutProbesAFailoverHasNoDuration) {
    counters_.take(fall("up", "ike", std::nullopt));
    EXPECT_THAT(text(), HasSubstr(failovers("ike", 1)));
    EXPECT_THAT(text(), ContainsRegex("hawser_failover_duration_seconds_count.* 0\n"));
}

TEST_F(EventCountersTest, ATunnelThatCarriedNothingDoesNotFailOver) {
    counters_.take(event("tunnel", "down", "up"));
    counters_.take(event("tunnel", "up", "degraded"));
    counters_.take(event("tunnel", "", "draining"));
    EXPECT_THAT(text(), HasSubstr(failovers("probes", 0)));
}

TEST_F(EventCountersTest, AHandshakeLastsFromItsFirstMessage) {
    counters_.take(event("ike-sa", "CREATED", "CONNECTING", 1000));
    counters_.take(event("ike-sa", "CONNECTING", "ESTABLISHED", 1250));
    EXPECT_THAT(text(), ContainsRegex("hawser_ike_handshake_seconds_sum.* 0\\.25\n"));
    EXPECT_THAT(text(), ContainsRegex("hawser_rekeys_total.*kind=\"ike\".* 0\n"));
}

TEST_F(EventCountersTest, AnAttemptThatFailedDoesNotCount) {
    counters_.take(event("ike-sa", "CREATED", "CONNECTING", 1000));
    counters_.take(event("ike-sa", "CONNECTING", "CREATED", 5000));
    counters_.take(event("ike-sa", "CREATED", "CONNECTING", 9000));
    counters_.take(event("ike-sa", "CONNECTING", "ESTABLISHED", 9100));
    EXPECT_THAT(text(), ContainsRegex("hawser_ike_handshake_seconds_sum.* 0\\.1\n"));
}

TEST_F(EventCountersTest, RekeyingsOfBothKinds) {
    counters_.take(event("ike-sa", "ESTABLISHED", "ESTABLISHED"));
    ControlEvent child = event("child-sa", "", "INSTALLED");
    child.reason = "the first Child SA";
    counters_.take(child);
    child.reason = "takes over from an older Child SA";
    counters_.take(child);
    EXPECT_THAT(text(), ContainsRegex("hawser_rekeys_total.*kind=\"ike\".* 1\n"));
    EXPECT_THAT(text(), ContainsRegex("hawser_rekeys_total.*kind=\"child\".* 1\n"));
}

}  // namespace
}  // namespace hawser::loader
