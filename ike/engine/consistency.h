// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/engine_context.h"

namespace hawser::ike {

/// Whether the tables agree with each other, every SA has what its state needs, and every connection that
/// should be up is up, under way, or has a time for its next attempt. `closing`: no attempts are planned.
[[nodiscard]] bool tables_are_consistent(const EngineContext& context, bool closing);

}  // namespace hawser::ike
