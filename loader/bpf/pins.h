// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "bpf/abi.h"
#include "loader/bpf/flow_key.h"

namespace hawser::loader {

/// The maps that hold pins, in the order in which they are read.
enum class PinTable : uint8_t { kProven4, kProven6, kNew4, kNew6 };
inline constexpr std::array kPinTables{PinTable::kProven4, PinTable::kProven6, PinTable::kNew4,
                                       PinTable::kNew6};

[[nodiscard]] constexpr const char* to_string(PinTable table) {
    switch (table) {
        case PinTable::kProven4:
            return HW_MAP_PINS4;
        case PinTable::kProven6:
            return HW_MAP_PINS6;
        case PinTable::kNew4:
            return HW_MAP_NEW_PINS4;
        case PinTable::kNew6:
            break;
    }
    return HW_MAP_NEW_PINS6;
}

/// Seen in both directions; the others may be evicted by newer ones.
[[nodiscard]] constexpr bool is_proven(PinTable table) {
    return table == PinTable::kProven4 || table == PinTable::kProven6;
}

[[nodiscard]] constexpr PinTable pin_table(Family family, bool proven) {
    if (family == Family::kIpv4) return proven ? PinTable::kProven4 : PinTable::kNew4;
    return proven ? PinTable::kProven6 : PinTable::kNew6;
}

struct Pin {
    PinTable table = PinTable::kProven4;
    FlowKey flow;
    hw_pin entry{};
};

/// Where to go on reading the pins; a default one starts from the beginning.
struct PinCursor {
    PinTable table = PinTable::kProven4;
    std::optional<uint32_t> position;  ///< in that table
};

struct PinBatch {
    std::vector<Pin> pins;
    /// Where the next batch begins; absent: these were the last.
    std::optional<PinCursor> next;
};

/// Index is enum hw_pin_count.
using PinCounts = std::array<uint64_t, HW_PIN_COUNT_COUNT>;

}  // namespace hawser::loader
