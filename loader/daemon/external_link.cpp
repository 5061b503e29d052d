// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/external_link.h"

#include <linux/if_arp.h>

namespace hawser::loader {

std::string trouble_of_external(const std::string& name, const Link* link) {
    if (link == nullptr) return "there is no interface " + name;
    if (link->hardware_type == ARPHRD_ETHER)
        return "interface " + name + " carries Ethernet frames, and a tunnel's carries IP packets";
    // The kernel leaves the outer header before a packet that a GRE interface has received, for packet
    // sockets (skb_pop_mac_header, net/ipv4/ip_gre.c), and TC programs are shown it instead of the packet.
    if (link->hardware_type == ARPHRD_IPGRE || link->hardware_type == ARPHRD_IP6GRE)
        return "interface " + name + " is a GRE device, which hides what it receives behind its outer header";
    return link->up && link->carrier ? "" : "interface " + name + " is down";
}

}  // namespace hawser::loader
