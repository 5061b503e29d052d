// SPDX-License-Identifier: BSD-2-Clause
#include "loader/xdp/xdp_interfaces.h"

#include <gtest/gtest.h>

#include <set>

namespace hawser::loader {
namespace {

/// Interfaces in memory.
class FakeXdpPort final : public XdpPort {
 public:
    InterfaceFacts facts(const std::string&) override { return present; }
    Result<void> attach(XdpHook, uint32_t ifindex, XdpMode mode) override {
        ++attempts;
        if (refuses) return Error("the driver cannot do it");
        attached[ifindex] = mode;
        return {};
    }
    Result<void> detach(uint32_t ifindex) override {
        attached.erase(ifindex);
        return {};
    }
    Result<bool> is_attached(uint32_t ifindex) override { return attached.count(ifindex) != 0; }
    Result<void> configure(uint32_t ifindex, const hw_xdp& value) override {
        if (cannot_tell) return Error("no such map");
        settings[ifindex] = value;
        return {};
    }
    Result<void> prepare_cpus(uint32_t count) override {
        if (no_cpumap) return Error("no cpumap");
        cpus = count;
        return {};
    }

    InterfaceFacts present{.driver = "virtio_net", .rx_queues = 1, .cpus = 2};
    bool refuses = false;
    bool cannot_tell = false;
    bool no_cpumap = false;
    unsigned attempts = 0;
    uint32_t cpus = 0;
    std::map<uint32_t, XdpMode> attached;
    std::map<uint32_t, hw_xdp> settings;
};

class XdpInterfacesTest : public testing::Test {
 protected:
    FakeXdpPort port_;
    XdpConfig config_;
    XdpInterfaces interfaces_{port_, config_};
    const XdpInterface wan_{"wan1", 5, XdpHook::kWan};
    const XdpInterface lan_{"eth0", 6, XdpHook::kLan};
};

TEST_F(XdpInterfacesTest, ProgramsAreAttachedOnceAndTold) {
    interfaces_.reconcile({wan_, lan_});
    interfaces_.reconcile({wan_, lan_});
    EXPECT_EQ(port_.attempts, 2U);
    EXPECT_EQ(interfaces_.states().at("wan1").mode, "native");
    EXPECT_EQ(port_.cpus, 2U);
    EXPECT_EQ(port_.settings[5].flags, HW_XDP_SPREAD) << "no SPI is unknown before the SAs are counted";
    EXPECT_EQ(port_.settings[5].ike_rate, config_.ike_init_rate);
    EXPECT_EQ(port_.settings[6].ike_rate, 0U);
}

TEST_F(XdpInterfacesTest, RefusalIsOffWithItsReasonAndIsNotRepeated) {
    port_.refuses = true;
    interfaces_.reconcile({wan_});
    interfaces_.reconcile({wan_});
    EXPECT_EQ(port_.attempts, 1U);
    EXPECT_EQ(interfaces_.states().at("wan1").mode, "off");
    EXPECT_EQ(interfaces_.states().at("wan1").reason, "the driver cannot do it");
    port_.refuses = false;
    port_.present.rx_queues = 2;
    interfaces_.reconcile({wan_});
    EXPECT_EQ(interfaces_.states().at("wan1").mode, "native") << "asked again when the interface has changed";
}

TEST_F(XdpInterfacesTest, ProgramThatSomebodyTookOffComesBack) {
    interfaces_.reconcile({wan_});
    port_.attached.clear();
    interfaces_.reconcile({wan_});
    EXPECT_EQ(port_.attached.count(5), 1U);
}

TEST_F(XdpInterfacesTest, ProgramOfAnEarlierDaemonGoesWhereNoneIsWanted) {
    port_.attached[5] = XdpMode::kNative;
    config_.mode = XdpChoice::kOff;
    interfaces_.reconcile({wan_});
    EXPECT_TRUE(port_.attached.empty());
    EXPECT_EQ(interfaces_.states().at("wan1").reason, "switched off by [xdp] mode");
}

TEST_F(XdpInterfacesTest, InterfaceThatIsNotOursAnyMoreLosesItsProgram) {
    interfaces_.reconcile({wan_, lan_});
    interfaces_.reconcile({wan_});
    EXPECT_EQ(port_.attached.count(6), 0U);
    EXPECT_EQ(interfaces_.states().count("eth0"), 0U);
}

TEST_F(XdpInterfacesTest, WithoutACpumapItAdmitsAndDoesNotSpread) {
    port_.no_cpumap = true;
    interfaces_.reconcile({wan_});
    EXPECT_EQ(interfaces_.states().at("wan1").mode, "native");
    EXPECT_EQ(port_.settings[5].flags, 0U);
}

TEST_F(XdpInterfacesTest, SpisAreAdmittedOnlyWhileTheListIsComplete) {
    interfaces_.reconcile({wan_, lan_});
    interfaces_.set_spis_complete(true);
    EXPECT_TRUE(port_.settings[5].flags & HW_XDP_ADMIT_SPIS);
    EXPECT_FALSE(port_.settings[6].flags & HW_XDP_ADMIT_SPIS) << "a LAN admits everything";
    interfaces_.set_spis_complete(false);
    EXPECT_FALSE(port_.settings[5].flags & HW_XDP_ADMIT_SPIS);
}

TEST_F(XdpInterfacesTest, ProgramThatCannotBeToldToStopIsTakenOff) {
    interfaces_.reconcile({wan_});
    interfaces_.set_spis_complete(true);
    port_.cannot_tell = true;
    interfaces_.set_spis_complete(false);
    EXPECT_TRUE(port_.attached.empty());
}

}  // namespace
}  // namespace hawser::loader
