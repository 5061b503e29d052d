// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <map>
#include <string>
#include <vector>

#include "loader/control/event.h"
#include "loader/metrics/metric_page.h"

namespace hawser::loader {

/// What is counted as it happens, from the events: failovers, rekeyings, how long a handshake took.
class EventCounters {
 public:
    EventCounters();

    void take(const ControlEvent& event);
    /// Every tunnel is there from the beginning, with zeros: a rate over a counter that appears with its
    /// first count misses that count.
    void expect(const std::string& peer, const std::string& tunnel);

    [[nodiscard]] std::vector<prometheus::MetricFamily> collect() const { return registry_.Collect(); }

 private:
    void take_tunnel(const ControlEvent& event);
    void take_ike(const ControlEvent& event);

    prometheus::Registry registry_;
    prometheus::Family<prometheus::Counter>& failovers_;
    prometheus::Family<prometheus::Histogram>& failover_seconds_;
    prometheus::Family<prometheus::Counter>& rekeys_;
    prometheus::Family<prometheus::Histogram>& handshake_seconds_;
    std::map<std::string, ControlEvent::Time> connecting_;  ///< since when, by tunnel
};

}  // namespace hawser::loader
