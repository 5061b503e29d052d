// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/idle.h"

#include "bpf/idle_rule.h"

namespace hawser::maps {

hw_idle idle_kind(const Flow& flow) {
    return hw_idle_class(&flow.pin, flow.name.protocol);
}

uint32_t idle_limit_s(const Flow& flow, const hw_config& config) {
    return config.idle_s[idle_kind(flow)];
}

bool is_expired(const Flow& flow, const hw_config& config, uint64_t now_ns) {
    return hw_pin_is_idle(&config, &flow.pin, flow.name.protocol, now_ns) != 0;
}

}  // namespace hawser::maps
