// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "bpf/abi.h"
#include "health/rtt_histogram.h"
#include "loader/control/status.h"

namespace hawser::loader {

/// What probes have counted of one tunnel.
struct ProbeCounts {
    health::RttHistogram rtts;
    uint64_t sent = 0;
    uint64_t answered = 0;
};

/// What the IKE engine has counted since the daemon started.
struct IkeCounts {
    uint64_t established = 0;
    uint64_t refused = 0;    ///< an identity or its proof failed
    uint64_t abandoned = 0;  ///< begun by a peer, and never finished
    uint64_t datagrams_in = 0;
    uint64_t datagrams_out = 0;
    uint64_t retransmissions = 0;
    /// By reason: what strangers and networks send that is no use.
    std::map<std::string, uint64_t> dropped;
};

/// Everything that is read when somebody asks for the metrics.
struct MetricsSnapshot {
    Status status;
    std::map<std::string, ProbeCounts> probes;  ///< by tunnel
    IkeCounts ike;
    std::array<hw_counter, HW_DROP_COUNT> drops{};
    /// Of /proc/net/xfrm_stat, such as {"XfrmInNoStates", 0}.
    std::map<std::string, uint64_t> xfrm_errors;
};

}  // namespace hawser::loader
