// SPDX-License-Identifier: BSD-2-Clause
// Events as the programs write them.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <gmock/gmock.h>

#include <sstream>

#include "maps-tool/event_reader.h"
#include "tests/unit/maps-tool/predicted_flows.h"

namespace hawser::maps {
namespace {

using testing::HasSubstr;

class Events : public LiveMaps {
 protected:
    /// Does `work` while `events` listens, and answers what it has printed.
    Outcome during(std::vector<std::string> options, const std::function<void()>& work) {
        options.insert(options.begin(), {"events", "--follow"});
        int asked = 0;
        // Asked before each step: before it listens, after it has, and after it has read what the work left.
        return run(options, [&] {
            if (asked == 1) work();
            return ++asked > 2;
        });
    }

    static std::vector<Json> lines(const Outcome& outcome) {
        std::vector<Json> all;
        std::istringstream in(outcome.out);
        for (std::string line; std::getline(in, line);)
            all.push_back(Json::parse(line, nullptr, false));
        return all;
    }

    uint64_t listener() {
        const uint32_t key = 0;
        uint64_t until = 0;
        bpf_map__lookup_elem(plane_->skeleton().maps.hw_listener, &key, sizeof key, &until, sizeof until, 0);
        return until;
    }
};

TEST_F(Events, PinsAreMadeAndMoved) {
    make_tunnels(2);
    const Outcome outcome = during({"-j"}, [this] {
        EXPECT_GT(listener(), now_ns());
        send_flows(1);
        plane_->set_state(plane_->pinned(flow(0)), HW_TUNNEL_DOWN);
        send_flows(1);
    });
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    const std::vector<Json> events = lines(outcome);
    ASSERT_EQ(events.size(), 2u) << outcome.out;
    EXPECT_EQ(events[0]["kind"], "pin-made");
    EXPECT_EQ(events[0]["role"], "owner");
    EXPECT_EQ(events[0]["protocol"], "udp");
    EXPECT_EQ(events[0]["local_addr"], flow(0).local);
    EXPECT_EQ(events[0]["local_port"], flow(0).local_port);
    EXPECT_EQ(events[0]["remote_port"], flow(0).remote_port);
    EXPECT_EQ(events[1]["kind"], "pin-moved");
    EXPECT_EQ(events[1]["from_tunnel"], events[0]["tunnel"]);
    EXPECT_EQ(events[1]["tunnel"], plane_->pinned(flow(0)));
    EXPECT_EQ(listener(), 0u) << "nobody listens any more";
}

TEST_F(Events, DropsHaveTheirNamesAndFlows) {
    make_tunnels(1);
    plane_->set_state(1, HW_TUNNEL_DOWN);
    const auto drop = [this] { EXPECT_EQ(plane_->lan(flow(7).outgoing()).verdict, TC_ACT_SHOT); };
    const Outcome outcome = during({}, drop);
    EXPECT_THAT(outcome.out, HasSubstr("drop no_tunnel"));
    EXPECT_THAT(outcome.out, HasSubstr(flow(7).local + ":" + std::to_string(flow(7).local_port)));
    EXPECT_EQ(during({"--kind", "pin-made,pin-moved"}, drop).out, "");
    EXPECT_THAT(during({"--kind=drop"}, drop).out, HasSubstr("no_tunnel"));
}

TEST_F(Events, ThereIsOneReader) {
    make_tunnels(1);
    const Outcome outcome = during({}, [this] {
        for (const bool follow : {true, false}) {
            const Outcome second = run(follow ? std::vector<std::string>{"events", "--follow"}
                                              : std::vector<std::string>{"events"});
            EXPECT_EQ(second.status, 1);
            EXPECT_THAT(second.err, HasSubstr("the events have a reader"));
        }
        EXPECT_GT(listener(), now_ns()) << "the refused one has not silenced the first";
        send_flows(1);
    });
    EXPECT_THAT(outcome.out, HasSubstr("pin-made"));
    EXPECT_EQ(run({"events"}).status, 0) << "the reader before has let go";
}

TEST_F(Events, WithoutAListenerNothingIsWritten) {
    make_tunnels(1);
    send_flows(5);
    const Outcome outcome = run({"events"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "");
}

TEST_F(Events, WhatIsLeftInTheRingIsPrintedWithoutFollowing) {
    make_tunnels(1);
    const uint32_t key = 0;
    const uint64_t until = now_ns() + 60ull * 1'000'000'000;
    bpf_map__update_elem(plane_->skeleton().maps.hw_listener, &key, sizeof key, &until, sizeof until,
                         BPF_ANY);
    send_flows(3);
    EXPECT_EQ(lines(run({"-j", "events"})).size(), 3u);
    EXPECT_EQ(run({"events"}).out, "") << "what is read is gone";
}

}  // namespace
}  // namespace hawser::maps
