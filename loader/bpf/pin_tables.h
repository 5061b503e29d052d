// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstddef>

#include "base/result.h"
#include "loader/bpf/pins.h"

namespace hawser::loader {

/// The four maps of pins in the kernel. Descriptors belong to whoever made this.
class PinTables {
 public:
    /// By PinTable.
    explicit PinTables(const std::array<int, kPinTables.size()>& fds) : fds_(fds) {}

    /// As MapPort::read_pins().
    Result<PinBatch> read(PinCursor from, size_t limit) const;
    Result<std::optional<hw_pin>> find(PinTable table, const FlowKey& flow) const;
    /// False where the flow has a pin already, or the map has no room.
    Result<bool> add(const Pin& pin) const;
    /// True where it was there.
    Result<bool> erase(PinTable table, const FlowKey& flow) const;

 private:
    [[nodiscard]] int fd(PinTable table) const { return fds_[static_cast<size_t>(table)]; }
    std::array<int, kPinTables.size()> fds_;
};

}  // namespace hawser::loader
