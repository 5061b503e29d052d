// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "tests/bpf/data_plane.h"

/// The packets of a flow in fragments. Those of one flow have one identification in each direction.
namespace hawser::bpf {

/// With the upper layer's header and 16 bytes more.
Packet first_fragment(const Flow& flow, bool outward = true);
/// 64 bytes; `offset` in units of 8 bytes.
Packet later_fragment(const Flow& flow, uint16_t offset, bool outward = true);
Packet last_fragment(const Flow& flow, uint16_t offset, bool outward = true);

/// Makes all that hw_fragments holds so much older.
void age_fragments(DataPlane& plane, unsigned seconds);

}  // namespace hawser::bpf
