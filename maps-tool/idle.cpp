// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/idle.h"

#include <netinet/in.h>

#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

bool is_closed(uint8_t tcp) {
    constexpr uint8_t kBothWays = HW_PIN_TCP_FIN_OUT | HW_PIN_TCP_FIN_IN;
    return (tcp & HW_PIN_TCP_RST) != 0 || (tcp & kBothWays) == kBothWays;
}

}  // namespace

hw_idle idle_kind(const Flow& flow) {
    if (flow.pin.packets_in == 0 || flow.pin.packets_out == 0) return HW_IDLE_NEW;
    switch (flow.name.protocol) {
        case IPPROTO_TCP:
            return is_closed(flow.pin.tcp) ? HW_IDLE_TCP_CLOSED : HW_IDLE_TCP;
        case IPPROTO_UDP:
        case IPPROTO_UDPLITE:
            return HW_IDLE_UDP;
        case IPPROTO_SCTP:
            return HW_IDLE_SCTP;
        case IPPROTO_ICMP:
        case IPPROTO_ICMPV6:
            return HW_IDLE_ICMP;
        default:
            return HW_IDLE_OTHER;
    }
}

uint32_t idle_limit_s(const Flow& flow, const hw_config& config) {
    return config.idle_s[idle_kind(flow)];
}

bool is_expired(const Flow& flow, const hw_config& config, uint64_t now_ns) {
    const uint64_t limit = uint64_t{idle_limit_s(flow, config)} * 1'000'000'000;
    return limit != 0 && age(now_ns, flow.pin.last_seen_ns) > limit;
}

}  // namespace hawser::maps
