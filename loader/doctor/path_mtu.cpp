// SPDX-License-Identifier: BSD-2-Clause
#include "loader/doctor/gather.h"

namespace hawser::loader::doctor {
namespace {

/// The smallest packet that every link of the family must carry (RFC 791: 68, which nobody has; RFC 8200:
/// 1280).
constexpr uint32_t kLeast4 = 576;
constexpr uint32_t kLeast6 = 1280;

/// One packet of `bytes` with its IP header, there and back.
bool passes(Machine& machine, const IpAddress& source, const IpAddress& endpoint, uint32_t bytes) {
    const uint32_t headers = endpoint.is_v4() ? 20 + 8 : 40 + 8;
    const auto output =
        machine.run({"ping", endpoint.is_v4() ? "-4" : "-6", "-n", "-q", "-c", "1", "-W", "1", "-M", "do",
                     "-s", std::to_string(bytes - headers), "-I", source.to_string(), endpoint.to_string()});
    return output && output->find(" 1 received") != std::string::npos;
}

}  // namespace

std::optional<uint32_t> probe_path_mtu(Machine& machine, const IpAddress& source, const IpAddress& endpoint,
                                       uint32_t most) {
    uint32_t good = endpoint.is_v4() ? kLeast4 : kLeast6;
    if (!passes(machine, source, endpoint, good)) return std::nullopt;
    if (passes(machine, source, endpoint, most)) return most;
    for (uint32_t bad = most; bad - good > 1;) {
        const uint32_t middle = good + (bad - good) / 2;
        (passes(machine, source, endpoint, middle) ? good : bad) = middle;
    }
    return good;
}

}  // namespace hawser::loader::doctor
