// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <functional>

#include "base/clock.h"
#include "base/result.h"
#include "health/probe/answer.h"
#include "health/probe/config.h"

namespace hawser::loader {

/// One request of a probe, and by which interface it is to leave.
struct OutgoingProbe {
    health::ProbeId id;
    const health::ProbeConfig& config;
    unsigned ifindex = 0;
    uint32_t sequence = 0;
    TimePoint deadline;
    ByteView bytes;  ///< as in health::SendProbe
};

/// What came back, or that nothing good will. Called from the loop, never from send().
using ProbeAnswered = std::function<void(health::ProbeId, const health::ProbeAnswer&)>;

/// How requests of one kind leave. Every socket is bound to the tunnel's own interface, so that no route and
/// no other tunnel answers in its place, and to the probe's source.
class ProbePort {
 public:
    ProbePort() = default;
    ProbePort(const ProbePort&) = delete;
    ProbePort& operator=(const ProbePort&) = delete;
    virtual ~ProbePort() = default;

    /// Never blocks.
    virtual Result<void> send(const OutgoingProbe& request) = 0;
    /// The tunnel's probes are no more, or others: what is under way is nobody's.
    virtual void forget(TunnelId tunnel) = 0;
};

}  // namespace hawser::loader
