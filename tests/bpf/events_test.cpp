// SPDX-License-Identifier: BSD-2-Clause
#include <arpa/inet.h>
#include <bpf/libbpf.h>

#include <cstring>

#include "tests/bpf/fixture.h"

namespace hawser::bpf {
namespace {

class EventsTest : public DataPlaneTest {
 protected:
    void listen(uint64_t until_ns) {
        uint32_t zero = 0;
        bpf_map__update_elem(plane_->skeleton().maps.hw_listener, &zero, sizeof(zero), &until_ns,
                             sizeof(until_ns), BPF_ANY);
    }

    /// What has been told since the last time.
    std::vector<hw_event> told() {
        std::vector<hw_event> events;
        auto take = [](void* to, void* data, size_t size) {
            EXPECT_EQ(size, sizeof(hw_event));
            static_cast<std::vector<hw_event>*>(to)->push_back(*static_cast<hw_event*>(data));
            return 0;
        };
        ring_buffer* ring =
            ring_buffer__new(bpf_map__fd(plane_->skeleton().maps.hw_events), take, &events, nullptr);
        EXPECT_NE(ring, nullptr);
        ring_buffer__consume(ring);
        ring_buffer__free(ring);
        return events;
    }

    /// The only event, which has to be of this kind.
    hw_event only(hw_event_kind kind) {
        auto events = told();
        EXPECT_EQ(events.size(), 1u);
        if (events.size() != 1) return {};
        EXPECT_EQ(events[0].kind, kind);
        return events[0];
    }
};

TEST_F(EventsTest, NobodyIsToldWhatNobodyHears) {
    make_tunnels(3);
    send_flows(10);
    listen(now_ns() - 1'000'000'000);
    send_flows(10, 10);
    EXPECT_TRUE(told().empty());
}

TEST_F(EventsTest, LifeOfAPinIsTold) {
    make_tunnels(3);
    listen(UINT64_MAX);
    uint64_t before = now_ns();
    leave(flow(1));
    uint32_t tunnel = plane_->pinned(flow(1));
    hw_event made = only(HW_EVENT_PIN_MADE);
    EXPECT_GE(made.time_ns, before);
    EXPECT_EQ(made.tunnel, tunnel);
    EXPECT_EQ(made.bundle, kBundle);
    EXPECT_EQ(made.role, HW_PIN_OWNER);
    EXPECT_EQ(made.ifindex, plane_->network().lan());
    EXPECT_EQ(made.family, 4u);
    EXPECT_EQ(made.protocol, 17u);
    hw_flow4_key key = flow(1).key().v4;
    EXPECT_EQ(std::memcmp(made.local_addr, key.local_addr, 4), 0);
    EXPECT_EQ(std::memcmp(made.remote_addr, key.remote_addr, 4), 0);
    EXPECT_EQ(made.local_port, key.local_port);
    EXPECT_EQ(made.remote_port, key.remote_port);

    arrive(tunnel, flow(1));
    EXPECT_EQ(only(HW_EVENT_PIN_PROVEN).tunnel, tunnel);
    leave(flow(1));
    EXPECT_TRUE(told().empty());
    plane_->set_state(tunnel, HW_TUNNEL_DOWN);
    leave(flow(1));
    hw_event moved = only(HW_EVENT_PIN_MOVED);
    EXPECT_EQ(moved.from_tunnel, tunnel);
    EXPECT_EQ(moved.tunnel, plane_->pinned(flow(1)));
}

TEST_F(EventsTest, DropsAreToldWithTheirNameAndFlow) {
    make_tunnels(1);
    plane_->clear_selectors(1);
    listen(UINT64_MAX);
    Flow flow = Flow::number(Family::kIpv6, "tcp", 3);
    EXPECT_EQ(plane_->tunnel(1, flow.incoming()).verdict, TC_ACT_SHOT);
    hw_event drop = only(HW_EVENT_DROP);
    EXPECT_EQ(drop.reason, HW_DROP_TS_MISMATCH);
    EXPECT_EQ(drop.tunnel, 1u);
    EXPECT_EQ(drop.family, 6u);
    EXPECT_EQ(std::memcmp(drop.local_addr, flow.key().v6.local_addr, 16), 0);
    EXPECT_EQ(drop.local_port, flow.key().v6.local_port);
}

TEST_F(EventsTest, SuspicionAndTrustAreTold) {
    make_tunnels(2);
    plane_->change_config([](hw_config& config) { config.silence_ms = 1000; });
    plane_->fill_ring(0, 1);
    leave(flow(1));
    arrive(1, flow(1));
    uint64_t now = now_ns();
    plane_->set_watch(1, {now - 3'000'000'000, now - 2'000'000'000, 0, now});
    plane_->set_watch(2, {now, 0, 0, 0});
    listen(UINT64_MAX);
    leave(flow(1));
    auto events = told();
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].kind, HW_EVENT_TUNNEL_SUSPECT);
    EXPECT_EQ(events[0].tunnel, 1u);
    EXPECT_EQ(events[1].kind, HW_EVENT_PIN_MOVED);
    arrive(1, flow(1));
    EXPECT_EQ(only(HW_EVENT_TUNNEL_TRUSTED).tunnel, 1u);
}

TEST_F(EventsTest, FullRingBufferLosesEventsAndNoPacket) {
    make_tunnels(3);
    listen(UINT64_MAX);
    send_flows(5000);
    EXPECT_EQ(plane_->all_drops(), 0u);
    auto events = told();
    EXPECT_GT(events.size(), 2000u);
    EXPECT_LT(events.size(), 5000u);
}

}  // namespace
}  // namespace hawser::bpf
