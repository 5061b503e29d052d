// SPDX-License-Identifier: BSD-2-Clause
#include "loader/outer/outer_plan.h"

#include <set>

#include "bpf/abi.h"

namespace hawser::loader {

OuterPlan plan_outers(const std::vector<OuterPath>& paths, const OuterPlan& present) {
    OuterPlan plan;
    std::set<TunnelId> without_address;
    for (const OuterPath& path : paths) {
        plan.uplinks[path.tunnel] = path.uplink_ifindex != 0 ? path.uplink_ifindex : HW_NO_UPLINK;
        if (path.locals.empty()) without_address.insert(path.tunnel);
        for (const IpAddress& local : path.locals)
            plan.pairs.insert({{local, path.remote}, path.tunnel});
    }
    for (const auto& [pair, tunnel] : present.pairs) {
        if (without_address.count(tunnel) != 0) plan.pairs.insert({pair, tunnel});
    }
    return plan;
}

}  // namespace hawser::loader
