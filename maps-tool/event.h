// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>

#include "bpf/abi.h"
#include "maps-tool/report.h"
#include "maps-tool/topology.h"

namespace hawser::maps {

/// One event for programs. `real_offset_ns` takes a time of CLOCK_MONOTONIC to one since 1970.
[[nodiscard]] Record decode_event(const hw_event& event, const Topology& topology, uint64_t real_offset_ns);

/// The same for people, on one line:
/// `12:03:04.123456 pin-moved udp 10.1.0.5:4000 > 10.2.0.7:53 owner hwt2 (2), from hwt1 (1)`. Times are UTC.
[[nodiscard]] std::string describe_event(const hw_event& event, const Topology& topology,
                                         uint64_t real_offset_ns);

}  // namespace hawser::maps
