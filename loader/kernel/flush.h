// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>

#include "base/result.h"
#include "loader/kernel/link_port.h"
#include "loader/kernel/route_port.h"
#include "loader/kernel/xfrm_port.h"

namespace hawser::loader {

struct FlushReport {
    size_t sas = 0;
    size_t policies = 0;
    size_t links = 0;
    size_t routes = 0;
    size_t rules = 0;
};

/// Takes every trace of ours out of the kernel: SAs and policies with our interfaces' if_ids (and those in
/// `also`), the interfaces, and routes and rules with our protocol number. Goes on after a failure and
/// reports the first one. From then on peers' networks are routed as if we had never been there, or with
/// Guard::kKeep are unreachable, without a moment in between.
enum class Guard { kRemove, kKeep };
Result<FlushReport> flush(XfrmPort& xfrm, LinkPort& links, RoutePort& routes, const IfIdSet& also = {},
                          Guard guard = Guard::kRemove);

}  // namespace hawser::loader
