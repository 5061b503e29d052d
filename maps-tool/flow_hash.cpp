// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/flow_hash.h"

#include <sys/cdefs.h>

#include "bpf/hash.h"

namespace hawser::maps {

uint32_t flow_hash(const FlowName& name, uint32_t seed) {
    hw_flow flow{};
    flow.family = static_cast<hw_u32>(name.local.family());
    if (name.local.is_v6())
        flow.v6 = key6_of(name);
    else
        flow.v4 = key4_of(name);
    return hw_hash_flow(&flow, seed);
}

uint32_t hash_again(uint32_t hash, uint32_t salt) {
    return hw_hash_again(hash, salt);
}

}  // namespace hawser::maps
