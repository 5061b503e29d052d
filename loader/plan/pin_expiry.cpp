// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/pin_expiry.h"

#include "bpf/idle_rule.h"

namespace hawser::loader {

hw_idle idle_class_of(const hw_pin& pin, uint8_t protocol) {
    return hw_idle_class(&pin, protocol);
}

bool is_expired(const hw_config& config, const hw_pin& pin, uint8_t protocol, uint64_t now_ns) {
    return hw_pin_is_idle(&config, &pin, protocol, now_ns) != 0;
}

}  // namespace hawser::loader
