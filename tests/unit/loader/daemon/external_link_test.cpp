// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/external_link.h"

#include <gmock/gmock.h>
#include <linux/if_arp.h>

namespace hawser::loader {
namespace {

using testing::HasSubstr;

Link link_of(uint16_t hardware_type) {
    Link link;
    link.name = "tun0";
    link.hardware_type = hardware_type;
    link.up = link.carrier = true;
    return link;
}

TEST(ExternalLink, TakesInterfacesWhosePacketsBeginWithTheirIpHeader) {
    for (const uint16_t type : {ARPHRD_NONE, ARPHRD_TUNNEL, ARPHRD_SIT, ARPHRD_PPP}) {
        const Link link = link_of(type);
        EXPECT_EQ(trouble_of_external("tun0", &link), "") << type;
    }
}

TEST(ExternalLink, RefusesThoseWhosePacketsDoNot) {
    const Link gre = link_of(ARPHRD_IPGRE), gre6 = link_of(ARPHRD_IP6GRE), ethernet = link_of(ARPHRD_ETHER);
    EXPECT_THAT(trouble_of_external("tun0", &gre), HasSubstr("GRE device"));
    EXPECT_THAT(trouble_of_external("tun0", &gre6), HasSubstr("GRE device"));
    EXPECT_THAT(trouble_of_external("tun0", &ethernet), HasSubstr("Ethernet frames"));
}

TEST(ExternalLink, NeedsTheInterfaceUpAndWithCarrier) {
    EXPECT_EQ(trouble_of_external("tun0", nullptr), "there is no interface tun0");
    Link link = link_of(ARPHRD_NONE);
    link.carrier = false;
    EXPECT_EQ(trouble_of_external("tun0", &link), "interface tun0 is down");
}

}  // namespace
}  // namespace hawser::loader
