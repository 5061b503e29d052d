// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "ike/engine/engine_context.h"
#include "ike/engine/sa_status.h"

namespace hawser::ike {

struct ShownState {
    IkeSaState state = IkeSaState::kCreated;
    std::string reason;
    uint64_t unique_id = 0;  ///< of the SA; 0: there is none
};
/// A connection's state is that of the SA that carries it or tries to; else of one on its way out; else
/// CREATED, for the reason of the last failure.
[[nodiscard]] ShownState shown_state(const EngineContext& context, const Connection& connection);

[[nodiscard]] SaStatus report(const EngineContext& context, const Connection& connection);

}  // namespace hawser::ike
