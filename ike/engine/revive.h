// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/engine_context.h"

namespace hawser::ike {

/// See Endpoint::revive().
void revive(EngineContext& context, Connection& connection);

}  // namespace hawser::ike
