// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "health/path_config.h"
#include "health/probe/probe.h"

namespace hawser::health {

/// A path's probes and their common verdict.
class ProbeSet {
 public:
    /// `cookie`: see ProbePayload.
    ProbeSet(const PathConfig& config, uint64_t cookie);

    void start(TimePoint now, PathState presumed, bool first);
    void stop();
    /// Probes that ask something else than before begin anew if `running`, presumed to be in the path's
    /// state, so that a reload moves no flow; the others go on.
    void update(TimePoint now, const PathConfig& config, bool running, PathState presumed);

    /// Null for an index that there is not.
    [[nodiscard]] Probe* find(uint8_t index) {
        return index < probes_.size() ? probes_[index].get() : nullptr;
    }
    void set_eager(bool eager);
    void handle_timeout(TimePoint now);
    [[nodiscard]] std::optional<SendProbe> poll_send();
    [[nodiscard]] std::optional<TimePoint> next_timeout() const;

    [[nodiscard]] bool empty() const { return probes_.empty(); }
    /// The best state that as many probes have as the quorum says, or what a probe without vote objects.
    [[nodiscard]] PathState state() const;
    /// Why that is the state.
    [[nodiscard]] std::string cause() const;
    /// What is missing yet for `up`.
    [[nodiscard]] std::string progress() const;
    /// The other tunnel by which answers come; null where they do not.
    [[nodiscard]] const Detour* detour() const;
    [[nodiscard]] std::vector<ProbeStatus> status() const;

 private:
    [[nodiscard]] std::unique_ptr<Probe> make(TunnelId tunnel, size_t index, const ProbeConfig& config) const;
    [[nodiscard]] std::string tally(PathState at_least) const;

    uint64_t cookie_;
    Quorum quorum_;
    std::vector<std::unique_ptr<Probe>> probes_;
};

}  // namespace hawser::health
