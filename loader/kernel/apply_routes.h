// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "loader/kernel/route_port.h"
#include "loader/kernel/steering.h"

namespace hawser::loader {

/// Makes the kernel's routes and rules with our protocol number equal to the plan: what is missing or
/// different is put first, in the plan's order, then what is too many is deleted. Returns how many changes
/// were made (0: all was so already); goes on after a failure and reports the first one.
Result<size_t> apply_routes(RoutePort& port, const SteeringPlan& plan);

}  // namespace hawser::loader
