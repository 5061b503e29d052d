// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

/// What becomes of an IKE SA that has just authenticated its peer, next to the one that its connection has.
enum class Newcomer {
    kWelcome,   ///< there is no other
    kReplaces,  ///< the peer has started again, or the newcomer wins: it takes over
    kYields,    ///< both sides began at once, and the other one is kept
    kStraggler  ///< a message of an attempt that its initiator has long replaced by another
};

/// The same verdict on both sides, whatever is lost, doubled or overtaken on the way, because it depends on
/// what both sides know only: who began which SA, in which order one side began them, and their SPIs.
///
/// Two SAs begun by one side: that side begins another only when the first is gone, so the later one is kept.
/// Two SAs begun by either side, the second one before the first was established: the one with the
/// numerically lower initiator's SPI is kept. A peer that began after the other one was established has
/// forgotten it: its new one is kept.
[[nodiscard]] Newcomer judge_newcomer(const IkeSa& newcomer, const IkeSa* established);

/// The established SA of the newcomer's connection that is not the newcomer; null if there is none.
[[nodiscard]] IkeSa* established_rival(const IkeSa& newcomer, const EngineContext& context);

/// `old` has lost: it reads for a while what is on its way, and is then deleted.
void supersede(IkeSa& old, EngineContext& context);
/// Own attempts of the connection that have not got as far as IKE_AUTH are dropped: another SA is up.
void abandon_early_attempts(const IkeSa& established, EngineContext& context);
/// Marks a newcomer that has lost and has no Child SA. If we began it, we delete it at once; otherwise we
/// leave that to the peer for a while.
void yield_to_rival(IkeSa& newcomer, EngineContext& context);

}  // namespace hawser::ike
