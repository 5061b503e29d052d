// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/external_link.h"

#include <net/if_arp.h>

namespace hawser::loader {
namespace {

// Not in every libc's net/if_arp.h.
constexpr uint16_t kIp6Gre = 823;

}  // namespace

std::string trouble_of_external(const std::string& name, const Link* link) {
    if (link == nullptr) return "there is no interface " + name;
    if (link->hardware_type == ARPHRD_ETHER)
        return "interface " + name + " carries Ethernet frames, and a tunnel's carries IP packets";
    // The kernel leaves the outer header before a packet that a GRE interface has received, for packet sockets
    // (skb_pop_mac_header, net/ipv4/ip_gre.c), and TC programs are shown it instead of the packet.
    if (link->hardware_type == ARPHRD_IPGRE || link->hardware_type == kIp6Gre)
        return "interface " + name + " is a GRE device, which hides what it receives behind its outer header; ipip works";
    return link->up && link->carrier ? "" : "interface " + name + " is down";
}

}  // namespace hawser::loader
