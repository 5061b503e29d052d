// SPDX-License-Identifier: BSD-2-Clause
#include "loader/metrics/metric_page.h"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <iterator>
#include <sstream>

namespace hawser::loader {
namespace {

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

void MetricPage::gauge(std::string_view name, std::string_view help, const MetricLabels& labels,
                       double value) {
    metric(name, help, prometheus::MetricType::Gauge, labels).gauge.value = value;
}

void MetricPage::counter(std::string_view name, std::string_view help, const MetricLabels& labels,
                         uint64_t value) {
    metric(name, help, prometheus::MetricType::Counter, labels).counter.value = static_cast<double>(value);
}

void MetricPage::histogram(std::string_view name, std::string_view help, const MetricLabels& labels,
                           const health::RttHistogram& histogram) {
    auto& shown = metric(name, help, prometheus::MetricType::Histogram, labels).histogram;
    for (size_t i = 0; i < histogram.counts().size(); ++i) {
        shown.sample_count += histogram.counts()[i];
        if (i == health::RttHistogram::kBounds.size()) break;
        shown.bucket.push_back({shown.sample_count, seconds(health::RttHistogram::kBounds[i])});
    }
    shown.sample_sum = seconds(histogram.sum());
}

void MetricPage::append(std::vector<prometheus::MetricFamily> families) {
    std::move(families.begin(), families.end(), std::back_inserter(families_));
}

std::string MetricPage::text() const {
    std::ostringstream text;
    prometheus::TextSerializer().Serialize(text, families_);
    return text.str();
}

prometheus::ClientMetric& MetricPage::metric(std::string_view name, std::string_view help,
                                             prometheus::MetricType type, const MetricLabels& labels) {
    auto family = std::find_if(families_.begin(), families_.end(),
                               [name](const prometheus::MetricFamily& each) { return each.name == name; });
    if (family == families_.end()) {
        families_.push_back({std::string(name), std::string(help), type, {}});
        family = std::prev(families_.end());
    }
    prometheus::ClientMetric& added = family->metric.emplace_back();
    for (const auto& [label, value] : labels)
        added.label.push_back({label, value});
    return added;
}

}  // namespace hawser::loader
