// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{
        "listen", kText, kOptional, "off", "",
        "Where `hawserd` serves `/metrics`: an address with a port, such as `\"127.0.0.1:9712\"` or "
        "`\"[::1]:9712\"`, or the absolute path of a Unix socket, which the group hawser may use. Whoever "
        "reaches it may read it, so `hawserd --check` warns of an address that is not a loopback's."},
};

}  // namespace

const SectionSpec kMetrics{"[metrics]", "Metrics for Prometheus; `docs/metrics.md` lists them.", kKeys};

}  // namespace hawser::loader::schema
