// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/children.h"
#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

/// The peer's AUTH has been verified and ours sent: the IKE SA is ESTABLISHED.
void establish(IkeSa& sa, EngineContext& context);

/// Installs the Child SA of an established SA that carries its connection from now on: an older SA of the
/// connection is superseded, earlier attempts are dropped, and the connection counts as up. `use_at` as in
/// ChildPlacement, if there is another pair that can go on sending until then.
void take_over(IkeSa& sa, EngineContext& context, AgreedChild agreed, const ChildKeySource& source,
               std::optional<TimePoint> use_at = std::nullopt);

/// An attempt of the peer's was refused. Shown in the status of the connection that it probably meant, unless
/// that one is up: a stranger must not be able to make a good connection look bad.
void note_refusal(EngineContext& context, Connection& connection, FailureReason reason, std::string text);

}  // namespace hawser::ike
