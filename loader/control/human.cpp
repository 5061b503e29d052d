// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/human.h"

#include <fmt/format.h>

#include <array>

namespace hawser::loader {
namespace {

struct Scaled {
    double value;
    std::string_view prefix;
};

/// Three significant digits; what would round to 1000 goes to the next prefix.
Scaled scale(uint64_t number) {
    static constexpr std::array<std::string_view, 7> kPrefixes{"", "k", "M", "G", "T", "P", "E"};
    double value = static_cast<double>(number);
    size_t prefix = 0;
    while (value >= 999.5 && prefix + 1 < kPrefixes.size()) {
        value /= 1000;
        ++prefix;
    }
    return {value, kPrefixes[prefix]};
}

std::string three_digits(const Scaled& scaled) {
    if (scaled.prefix.empty() || scaled.value >= 99.95) return fmt::format("{:.0f}", scaled.value);
    return scaled.value >= 9.995 ? fmt::format("{:.1f}", scaled.value) : fmt::format("{:.2f}", scaled.value);
}

}  // namespace

std::string human_age(std::chrono::seconds age) {
    using namespace std::chrono;
    if (age < seconds(0)) age = seconds(0);
    const auto days = age.count() / 86400;
    const auto hours = age.count() / 3600 % 24;
    const auto minutes = age.count() / 60 % 60;
    if (days > 0) return fmt::format("{}d {}h", days, hours);
    if (hours > 0) return fmt::format("{}h {}m", hours, minutes);
    if (minutes > 0) return fmt::format("{}m {}s", minutes, age.count() % 60);
    return fmt::format("{}s", age.count());
}

std::string human_count(uint64_t count) {
    const Scaled scaled = scale(count);
    return fmt::format("{}{}", three_digits(scaled), scaled.prefix);
}

std::string human_bytes(uint64_t bytes) {
    const Scaled scaled = scale(bytes);
    return fmt::format("{}{}B", three_digits(scaled), scaled.prefix);
}

}  // namespace hawser::loader
