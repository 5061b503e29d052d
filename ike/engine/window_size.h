// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "ike/engine/ike_sa.h"
#include "ike/wire/message.h"

// SET_WINDOW_SIZE (RFC 7296 2.3): each side says for how many requests of the other it keeps state.
namespace hawser::ike {

/// The SA is established, and ours has the size of the connection from now on.
void open_window(IkeSa& sa);
/// Tells the peer, unless ours is one.
void append_window_size(const IkeSa& sa, std::vector<Payload>& payloads);
/// What the peer tells of its own, in an authentic message of an established SA.
void take_window_size(IkeSa& sa, const Message& message);

}  // namespace hawser::ike
