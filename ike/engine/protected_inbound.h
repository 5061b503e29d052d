// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/endpoint.h"
#include "ike/engine/engine_context.h"

namespace hawser::ike {

/// A message for an SA that should be protected: checks that it is, and that it is due, before anything in it
/// is looked at.
void take_protected(EngineContext& context, IkeSa& sa, const IkeHeader& header, const Datagram& datagram);

}  // namespace hawser::ike
