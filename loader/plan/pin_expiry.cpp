// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/pin_expiry.h"

#include <netinet/in.h>

namespace hawser::loader {
namespace {

bool is_closed(const hw_pin& pin) {
    constexpr unsigned kBothFins = HW_PIN_TCP_FIN_OUT | HW_PIN_TCP_FIN_IN;
    return (pin.tcp & HW_PIN_TCP_RST) != 0 || (pin.tcp & kBothFins) == kBothFins;
}

}  // namespace

hw_idle idle_class_of(const hw_pin& pin, uint8_t protocol) {
    if (pin.packets_in == 0 || pin.packets_out == 0) return HW_IDLE_NEW;
    switch (protocol) {
        case IPPROTO_TCP:
            return is_closed(pin) ? HW_IDLE_TCP_CLOSED : HW_IDLE_TCP;
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

bool is_expired(const hw_config& config, const hw_pin& pin, uint8_t protocol, uint64_t now_ns) {
    constexpr uint64_t kSecond = 1'000'000'000U;
    const uint64_t seconds = config.idle_s[idle_class_of(pin, protocol)];
    return seconds != 0 && pin.last_seen_ns < now_ns && now_ns - pin.last_seen_ns > seconds * kSecond;
}

}  // namespace hawser::loader
