// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "bpf/abi.h"
#include "maps-tool/report.h"
#include "maps-tool/topology.h"

namespace hawser::maps {

/// What a match is for, and the number of its rule.
void add_match(Record& record, const hw_match& match);
/// A rule's name and the tunnels that its flows may take.
void add_rule(Record& record, const hw_rule& rule, const Topology& topology);

}  // namespace hawser::maps
