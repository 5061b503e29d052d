// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>

#include "base/result.h"
#include "loader/kernel/events.h"
#include "loader/kernel/link_port.h"
#include "loader/kernel/policy_hash.h"
#include "loader/kernel/route_port.h"
#include "loader/kernel/sa_event_port.h"
#include "loader/kernel/sysctl_port.h"
#include "loader/kernel/xfrm_port.h"

namespace hawser::loader {

/// Opens the real ones, in the network namespace of the calling thread.
[[nodiscard]] Result<std::unique_ptr<XfrmPort>> open_xfrm_port();
[[nodiscard]] Result<std::unique_ptr<LinkPort>> open_link_port();
[[nodiscard]] Result<std::unique_ptr<RoutePort>> open_route_port();
[[nodiscard]] Result<std::unique_ptr<EventPort>> open_event_port();
[[nodiscard]] Result<std::unique_ptr<SaEventPort>> open_sa_event_port();
[[nodiscard]] Result<std::unique_ptr<PolicyHashPort>> open_policy_hash_port();
[[nodiscard]] std::unique_ptr<SysctlPort> open_sysctl_port();

}  // namespace hawser::loader
