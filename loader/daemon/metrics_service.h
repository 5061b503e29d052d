// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>

#include "base/result.h"
#include "loader/daemon/daemon.h"
#include "loader/metrics/event_counters.h"
#include "loader/metrics/metrics_server.h"
#include "loader/metrics/snapshot.h"

namespace hawser::loader {

/// `[metrics]`: counts what happens, and answers Prometheus. Outlived by the daemon.
class MetricsService {
 public:
    explicit MetricsService(Daemon& daemon);
    /// Listens, where that is wanted.
    Result<void> open(boost::asio::io_context& loop);

    [[nodiscard]] std::string text() const;

 private:
    [[nodiscard]] MetricsSnapshot snapshot() const;

    Daemon& daemon_;
    EventCounters events_;
    std::shared_ptr<void> following_;
    std::unique_ptr<MetricsServer> server_;
};

}  // namespace hawser::loader
