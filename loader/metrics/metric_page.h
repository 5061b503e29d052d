// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "health/rtt_histogram.h"

namespace hawser::loader {

using MetricLabels = std::vector<std::pair<std::string, std::string>>;

/// What one answer to Prometheus says, in the order in which it was added.
class MetricPage {
 public:
    /// `help` is a clause without full stop; of a name that is there already it is that of the first time.
    void gauge(std::string_view name, std::string_view help, const MetricLabels& labels, double value);
    void counter(std::string_view name, std::string_view help, const MetricLabels& labels, uint64_t value);
    void histogram(std::string_view name, std::string_view help, const MetricLabels& labels,
                   const health::RttHistogram& histogram);
    void append(std::vector<prometheus::MetricFamily> families);

    /// In Prometheus' text format.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] const std::vector<prometheus::MetricFamily>& families() const { return families_; }

 private:
    prometheus::ClientMetric& metric(std::string_view name, std::string_view help,
                                     prometheus::MetricType type, const MetricLabels& labels);
    std::vector<prometheus::MetricFamily> families_;
};

}  // namespace hawser::loader
