// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace hawser::loader {

/// What two maps must have in common before one can be read as the other.
struct MapShape {
    uint32_t type = 0;  ///< enum bpf_map_type
    uint32_t key_size = 0;
    uint32_t value_size = 0;
    uint32_t flags = 0;
    uint32_t entries = 0;
};

/// `what` names the map in messages.
Result<MapShape> shape_of(int fd, const std::string& what);

/// The first thing in which `found` differs from `wanted`, entries apart, as "value size 20, and this program
/// needs 24"; empty where they are alike.
[[nodiscard]] std::string difference(const MapShape& found, const MapShape& wanted);

/// True for maps of plain entries: the others (maps of maps, ring buffers, CPU maps) have nothing in them
/// that another map could take over.
[[nodiscard]] bool has_plain_entries(const MapShape& shape);

/// A key and its value; of a per-CPU map, the values of all CPUs one after the other.
using EachEntry = std::function<Result<void>(ByteView key, ByteView value)>;

/// Every entry that is there all the time; those that come and go meanwhile may be left out.
Result<void> each_entry(int fd, const MapShape& shape, const EachEntry& visit);

}  // namespace hawser::loader
