// SPDX-License-Identifier: BSD-2-Clause
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loader/bpf/fake_map_port.h"
#include "loader/bpf/fake_program_port.h"
#include "sandbox.h"

namespace hawser::loader {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(FakeMapPort, HoldsWhatIsAppliedAndNewTunnelsAreDown) {
    FakeMapPort port;
    const MapPlan plan = small_plan();
    ASSERT_TRUE(port.apply(diff({}, plan)).ok());
    EXPECT_EQ(port.read_plan().value(), plan);
    EXPECT_EQ(port.read_tunnel_states().value().at(TunnelId(2)), HW_TUNNEL_DOWN);
    ASSERT_TRUE(port.set_tunnel_state(TunnelId(2), HW_TUNNEL_UP).ok());
    EXPECT_EQ(port.read_tunnel_states().value().at(TunnelId(2)), HW_TUNNEL_UP);
    EXPECT_THAT(port.state_writes, ElementsAre(std::pair(TunnelId(2), HW_TUNNEL_UP)));
}

TEST(FakeMapPort, AFailureIsOneCallAndChangesNothing) {
    FakeMapPort port;
    port.fail_next_write("no room");
    EXPECT_EQ(port.apply(diff({}, small_plan())).error().text(), "no room");
    EXPECT_EQ(port.read_plan().value(), MapPlan{});
    EXPECT_TRUE(port.apply(diff({}, small_plan())).ok());
}

TEST(FakeMapPort, HasTheKernelsLimits) {
    FakeMapPort port;
    MapPlan plan = small_plan();
    plan.rings[{BundleId(1), 0}].clear();
    EXPECT_FALSE(port.apply(diff({}, plan)).ok());
    plan = small_plan();
    plan.tunnels[TunnelId(HW_MAX_TUNNELS)] = hw_tunnel{};
    EXPECT_FALSE(port.apply(diff({}, plan)).ok());
    EXPECT_FALSE(port.set_tunnel_state(TunnelId(0), HW_TUNNEL_UP).ok());
    EXPECT_FALSE(port.set_tunnel_state(TunnelId(HW_MAX_TUNNELS), HW_TUNNEL_UP).ok());
}

TEST(FakeMapPort, ReadsPinsInBatchesToTheEnd) {
    FakeMapPort port;
    for (uint32_t i = 0; i < 5; ++i) {
        port.pins.push_back({PinTable::kProven4, {.local_port = static_cast<uint16_t>(i)}, {}});
    }
    port.pins.push_back({PinTable::kNew6, {}, {}});
    std::vector<size_t> sizes;
    for (std::optional<PinCursor> cursor = PinCursor{}; cursor;) {
        const PinBatch batch = port.read_pins(*cursor, 3).value();
        sizes.push_back(batch.pins.size());
        cursor = batch.next;
    }
    EXPECT_THAT(sizes, ElementsAre(3, 2, 0, 0, 1));
}

TEST(FakeProgramPort, AttachesToInterfacesThatExist) {
    FakeProgramPort port;
    EXPECT_EQ(port.attach({Hook::kLan, 3}).error().error_number(), ENODEV);
    port.add_interface(3);
    ASSERT_TRUE(port.attach({Hook::kLan, 3}).ok());
    ASSERT_TRUE(port.attach({Hook::kLan, 3}).ok());
    EXPECT_THAT(port.attached().value(), ElementsAre(Attachment{Hook::kLan, 3}));
    ASSERT_TRUE(port.detach({Hook::kLan, 3}).ok());
    ASSERT_TRUE(port.detach({Hook::kLan, 3}).ok());
    EXPECT_THAT(port.attached().value(), IsEmpty());
}

TEST(FakeProgramPort, OneIngressHasOneProgramAndAnInterfaceTakesItsProgramsWithIt) {
    FakeProgramPort port;
    port.add_interface(3);
    ASSERT_TRUE(port.attach({Hook::kLan, 3}).ok());
    ASSERT_TRUE(port.attach({Hook::kTunnel, 3}).ok());
    ASSERT_TRUE(port.attach({Hook::kBundle, 3}).ok());
    EXPECT_THAT(port.attached().value(),
                ElementsAre(Attachment{Hook::kTunnel, 3}, Attachment{Hook::kBundle, 3}));
    port.remove_interface(3);
    EXPECT_THAT(port.attached().value(), IsEmpty());
}

}  // namespace
}  // namespace hawser::loader
