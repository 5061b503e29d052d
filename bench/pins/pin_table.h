// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

#include "bpf/abi.h"
#include "tests/bpf/data_plane.h"

namespace hawser::bpf {

/// The key of a flow of the benchmarks, by its number (bench/pins/lan_path.h).
hw_flow4_key pin_key(uint32_t flow);

/// One tunnel, and all that a packet of those flows needs to take the short way: idle times and silence are
/// set, as a daemon sets them.
void prepare_for_pins(DataPlane& plane);

/// A map of proven pins to be filled with flows, all on tunnel 1.
class PinTable {
 public:
    explicit PinTable(int map) : map_(map) {}
    /// Writes the pins of the flows from `from` up to, and without, `to`.
    void fill(uint32_t from, uint32_t to);
    /// How many of them are there.
    [[nodiscard]] uint32_t present(uint32_t from, uint32_t to) const;

 private:
    int map_;
};

}  // namespace hawser::bpf
