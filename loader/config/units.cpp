// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <optional>
#include <span>

namespace hawser::loader {
namespace {

struct Unit {
    std::string_view name;
    double factor;
};

constexpr std::array<Unit, 5> kDurations{
    {{"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}, {"d", 86400e9}}};
constexpr std::array<Unit, 5> kRates{
    {{"bit", 1.0}, {"kbit", 1e3}, {"mbit", 1e6}, {"gbit", 1e9}, {"tbit", 1e12}}};

constexpr std::array<Unit, 9> kSizes{{{"B", 1.0},
                                      {"kB", 1e3},
                                      {"MB", 1e6},
                                      {"GB", 1e9},
                                      {"TB", 1e12},
                                      {"KiB", 1024.0},
                                      {"MiB", 1048576.0},
                                      {"GiB", 1073741824.0},
                                      {"TiB", 1099511627776.0}}};

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

/// Digits with at most one point: strtod would take signs, exponents, `inf` and the locale's comma.
std::optional<double> decimal(std::string_view digits) {
    double value = 0;
    double scale = 0;
    bool any = false;
    for (const char c : digits) {
        if (c == '.' && scale == 0) {
            scale = 1;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        any = true;
        value = value * 10 + (c - '0');
        scale *= 10;
    }
    if (!any || digits.size() > 18) return std::nullopt;
    return scale == 0 ? value : value / scale;
}

/// The number in the base unit; none where the text is not a number followed by one of `units`.
std::optional<double> with_unit(std::string_view text, std::span<const Unit> units) {
    const size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
    const auto number = decimal(text.substr(0, end));
    std::string_view name = text.substr(end);
    name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
    for (const Unit& unit : units) {
        if (number && unit.name == name) return *number * unit.factor;
    }
    return std::nullopt;
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
    const auto nanoseconds = with_unit(text, kDurations);
    constexpr double kTenYears = 10 * 365 * 86400e9;
    if (!nanoseconds || *nanoseconds > kTenYears) {
        return Error(fmt::format(
            "'{}' is not a duration: write a number and ms, s, m, h or d, such as \"200ms\"", text));
    }
    return Duration(static_cast<int64_t>(std::llround(*nanoseconds)));
}

Result<double> parse_percentage(std::string_view text) {
    static constexpr std::array kPercent{Unit{"%", 1}};
    const auto value = with_unit(text, kPercent);
    if (!value || *value > 100)
        return Error(fmt::format("'{}' is not a percentage: write a number and %, such as \"30%\"", text));
    return *value;
}

Result<uint64_t> parse_bandwidth(std::string_view text) {
    std::string name = lower(text);
    // `Mbps` is refused: to tc(8) it means megabytes.
    if (name.ends_with("/s")) name.resize(name.size() - 2);
    const auto bits = with_unit(name, kRates);
    if (!bits || *bits < 1 || *bits > 1e15) {
        return Error(fmt::format(
            "'{}' is not a bandwidth: write a number and kbit, Mbit or Gbit, such as \"250Mbit\"", text));
    }
    return static_cast<uint64_t>(std::llround(*bits));
}

Result<uint64_t> parse_bytes(std::string_view text) {
    const auto bytes = with_unit(text, kSizes);
    if (!bytes || *bytes > 1e18) {
        return Error(fmt::format(
            "'{}' is not a number of bytes: write a number and kB, MB, GB or TB, such as \"10GB\"", text));
    }
    return static_cast<uint64_t>(std::llround(*bytes));
}

std::string format_duration(Duration duration) {
    const auto count = duration.count();
    for (const auto& [name, factor] : {kDurations[4], kDurations[3], kDurations[2], kDurations[1]}) {
        const auto unit = static_cast<int64_t>(factor);
        if (count != 0 && count % unit == 0) return fmt::format("{}{}", count / unit, name);
    }
    return fmt::format("{}ms", static_cast<double>(count) / kDurations[0].factor);
}

std::string format_bandwidth(uint64_t bits_per_second) {
    static constexpr std::array<std::string_view, 5> kNames{"bit", "kbit", "Mbit", "Gbit", "Tbit"};
    double value = static_cast<double>(bits_per_second);
    size_t unit = 0;
    while (value >= 1000 && unit + 1 < kNames.size()) {
        value /= 1000;
        ++unit;
    }
    return fmt::format("{}{}", value, kNames[unit]);
}

}  // namespace hawser::loader
