// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

#include "base/result.h"

namespace hawser::loader {

/// Filters at the clsact qdisc of an interface, ingress and egress, whoever's they are; 0 where it has none.
Result<unsigned> count_clsact_filters(uint32_t ifindex);

/// Others may have filters there, and with the qdisc they would all go.
Result<void> remove_clsact_if_unused(uint32_t ifindex);

}  // namespace hawser::loader
