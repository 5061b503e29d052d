// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/flush_command.h"

#include <fmt/format.h>

#include <cstdio>

#include "bpf/abi.h"
#include "loader/bpf/bpf_object.h"
#include "loader/config/config.h"
#include "loader/kernel/flush.h"
#include "loader/kernel/kernel.h"
#include "loader/xdp/kernel_xdp_port.h"

namespace hawser::loader {
namespace {

/// Every if_id that a configuration can give out: SAs whose interface somebody has deleted are found too.
IfIdSet every_if_id() {
    IfIdSet all;
    for (uint32_t id = 1; id < HW_MAX_TUNNELS; ++id)
        all.insert(IfId(kTunnelIfIdBase + id));
    for (uint32_t id = 1; id < HW_MAX_BUNDLES; ++id)
        all.insert(IfId(kBundleIfIdBase + id));
    return all;
}

Result<void> flush_kernel(Guard guard) {
    auto xfrm = open_xfrm_port();
    if (!xfrm) return xfrm.error();
    auto links = open_link_port();
    if (!links) return links.error();
    auto routes = open_route_port();
    if (!routes) return routes.error();
    auto policy_hash = open_policy_hash_port();
    if (!policy_hash) return policy_hash.error();
    auto report = flush(**xfrm, **links, **routes, every_if_id(), guard);
    if (!report) return report.error();
    fmt::print("removed {} SAs, {} policies, {} interfaces, {} routes, {} rules\n", report->sas,
               report->policies, report->links, report->routes, report->rules);
    return PolicyHashKeeper(**policy_hash).reset();
}

}  // namespace

Result<void> flush_everything(Guard guard) {
    const auto accelerators = remove_xdp_programs();
    const auto programs = remove_all(HW_PIN_DIR, {});
    const auto kernel = flush_kernel(guard);
    if (!accelerators.ok()) return accelerators;
    return programs.ok() ? kernel : programs;
}

}  // namespace hawser::loader
