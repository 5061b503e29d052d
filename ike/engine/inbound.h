// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/endpoint.h"
#include "ike/engine/engine_context.h"

namespace hawser::ike {

/// Takes one datagram to whom it concerns: to a new SA, to the SA that its SPI names, or nowhere, and then it
/// is counted. `closing`: nothing new is begun.
void take_datagram(EngineContext& context, const Datagram& datagram, bool closing);

}  // namespace hawser::ike
