// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/config.h"

#include <array>

#include "base/check.h"

namespace hawser::health {
namespace {

constexpr std::array<std::string_view, kProbeTypes> kTypes{"icmp", "stamp", "tcp", "http",
                                                           "dns",  "ike",   "esp", "bfd"};

}  // namespace

bool ProbeConfig::asks_otherwise(const ProbeConfig& other) const {
    return type != other.type || subject != other.subject || target != other.target || port != other.port ||
           icmp_id != other.icmp_id || dns_name != other.dns_name || http != other.http ||
           stamp_key != other.stamp_key || multihop != other.multihop;
}

std::string_view to_string(ProbeType type) {
    const auto index = static_cast<size_t>(type);
    HAWSER_CHECK(index < kTypes.size(), "a probe type that does not exist");
    return kTypes[index];
}

std::string label(const ProbeConfig& config) {
    const std::string type(to_string(config.type));
    return config.subject.empty() ? type : type + " " + config.subject;
}

}  // namespace hawser::health
