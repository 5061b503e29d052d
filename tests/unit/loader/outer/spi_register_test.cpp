// SPDX-License-Identifier: BSD-2-Clause
#include "loader/outer/spi_register.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "loader/config/config.h"
#include "loader/kernel/fake/fake_xfrm.h"
#include "loader/outer/fake_outer_port.h"

namespace hawser::loader {
namespace {

IpAddress ip(const char* text) {
    return *IpAddress::parse(text);
}

SaRequest sa(uint32_t spi, uint32_t if_id = kTunnelIfIdBase + 3) {
    SaRequest request;
    request.source = ip("203.0.113.10");
    request.destination = ip("198.51.100.2");
    request.spi = spi;
    request.if_id = IfId(if_id);
    request.encryption_key = SecretBytes(Bytes(36, 1));
    return request;
}

class SpiRegisterTest : public testing::Test {
 protected:
    FakeXfrm kernel_;
    FakeOuterPort outers_;
    SpiRegister xfrm_{kernel_, outers_};
    const SpiName name_{ip("198.51.100.2"), 0x1000};
};

TEST_F(SpiRegisterTest, SaIsListedWithItsTunnelAsLongAsItIsThere) {
    ASSERT_TRUE(xfrm_.add_sa(sa(0x1000)));
    EXPECT_EQ(outers_.spis, (std::map<SpiName, TunnelId>{{name_, TunnelId(3)}}));
    ASSERT_TRUE(xfrm_.delete_sa(sa(0x1000).key()));
    EXPECT_TRUE(outers_.spis.empty());
}

TEST_F(SpiRegisterTest, SaThatTheKernelRefusesIsNotListed) {
    kernel_.fail_next(EINVAL);
    EXPECT_FALSE(xfrm_.add_sa(sa(0x1000)));
    EXPECT_TRUE(outers_.spis.empty());
}

TEST_F(SpiRegisterTest, SaThatIsThereAlreadyStaysListed) {
    ASSERT_TRUE(xfrm_.add_sa(sa(0x1000)));
    EXPECT_FALSE(xfrm_.add_sa(sa(0x1000)));
    EXPECT_EQ(outers_.spis.count(name_), 1U);
}

TEST_F(SpiRegisterTest, SaThatCannotBeListedIsNotInstalled) {
    outers_.failure = "the map is full";
    EXPECT_FALSE(xfrm_.add_sa(sa(0x1000)));
    EXPECT_TRUE(kernel_.sas().empty());
}

TEST_F(SpiRegisterTest, SaIsKnownByItsNewDestinationAfterAMove) {
    ASSERT_TRUE(xfrm_.add_sa(sa(0x1000)));
    ASSERT_TRUE(xfrm_.move_sa(sa(0x1000).key(), ip("203.0.113.10"), ip("198.51.100.9"), std::nullopt));
    EXPECT_EQ(outers_.spis, (std::map<SpiName, TunnelId>{{{ip("198.51.100.9"), 0x1000}, TunnelId(3)}}));
}

TEST_F(SpiRegisterTest, SasOfAnEarlierDaemonAreListedWhenTheyAreFound) {
    ASSERT_TRUE(kernel_.add_sa(sa(0x1000)));
    ASSERT_TRUE(kernel_.add_sa(sa(0x2000, 42)));
    ASSERT_TRUE(xfrm_.list_sas({IfId(kTunnelIfIdBase + 3)}));
    EXPECT_EQ(outers_.spis, (std::map<SpiName, TunnelId>{{name_, TunnelId(3)}}));
}

}  // namespace
}  // namespace hawser::loader
