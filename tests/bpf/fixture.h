// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <gtest/gtest.h>
#include <linux/pkt_cls.h>

#include <ctime>
#include <memory>
#include <ostream>
#include <string>

#include "tests/bpf/data_plane.h"

namespace hawser::bpf {

/// A data plane of its own for each test; skips where the kernel or the rights are missing.
class DataPlaneTest : public testing::Test {
 protected:
    void SetUp() override {
        auto network = Network::instance();
        if (!network) GTEST_SKIP() << network.error().text();
        auto plane = DataPlane::load(**network);
        if (!plane && plane.error().error_number() == EPERM) GTEST_SKIP() << plane.error().text();
        ASSERT_TRUE(plane) << plane.error().text();
        plane_ = std::move(*plane);
    }

    /// Tunnels 1..count, all alike and up, and their ring.
    void make_tunnels(uint32_t count) {
        for (uint32_t id = 1; id <= count; ++id)
            plane_->add_tunnel(id);
        plane_->build_rings();
    }

    /// Sends one packet of each of the flows 0..count-1 from the LAN; all have to be redirected.
    void send_flows(unsigned count, unsigned first = 0) {
        for (unsigned n = first; n < first + count; ++n)
            ASSERT_EQ(plane_->lan(flow(n).outgoing()).verdict, TC_ACT_REDIRECT) << "flow " << n;
    }

    [[nodiscard]] static Flow flow(unsigned n) { return Flow::number(Family::kIpv4, "udp", n); }

    /// One packet from the LAN, and one from the peer by this tunnel; both have to pass.
    void leave(const Flow& flow) { ASSERT_EQ(plane_->lan(flow.outgoing()).verdict, TC_ACT_REDIRECT); }
    void arrive(uint32_t tunnel, const Flow& flow) {
        ASSERT_EQ(plane_->tunnel(tunnel, flow.incoming()).verdict, TC_ACT_REDIRECT);
    }
    [[nodiscard]] hw_pin pin(const Flow& flow) const { return plane_->pin(flow).value_or(hw_pin{}); }

    std::unique_ptr<DataPlane> plane_;
};

/// CLOCK_MONOTONIC, as the programs tell the time.
inline uint64_t now_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}
/// When the machine started: longer ago than anything that these tests set a limit for.
inline constexpr uint64_t kLongAgo = 1;

/// The address families and protocols that every basic promise holds for.
struct Kind {
    Family family;
    std::string protocol;
};

inline void PrintTo(const Kind& kind, std::ostream* out) {
    *out << (kind.family == Family::kIpv4 ? "ipv4" : "ipv6") << "_" << kind.protocol;
}

class EveryKindTest : public DataPlaneTest, public testing::WithParamInterface<Kind> {
 protected:
    [[nodiscard]] static Flow flow(unsigned n) {
        return Flow::number(GetParam().family, GetParam().protocol, n);
    }
};

inline std::string kind_name(const testing::TestParamInfo<Kind>& info) {
    return testing::PrintToString(info.param);
}

inline auto every_kind() {
    return testing::Values(Kind{Family::kIpv4, "udp"}, Kind{Family::kIpv4, "tcp"},
                           Kind{Family::kIpv4, "icmp"}, Kind{Family::kIpv6, "udp"},
                           Kind{Family::kIpv6, "tcp"}, Kind{Family::kIpv6, "icmp"});
}

}  // namespace hawser::bpf
