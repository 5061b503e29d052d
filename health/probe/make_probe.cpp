// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/make_probe.h"

#include "base/check.h"
#include "health/bfd/bfd_probe.h"
#include "health/probe/call_probe.h"
#include "health/probe/dns_probe.h"
#include "health/probe/echo_probe.h"
#include "health/probe/esp_probe.h"
#include "health/probe/stamp_probe.h"

namespace hawser::health {

std::unique_ptr<Probe> make_probe(ProbeId id, const ProbeConfig& config, uint64_t cookie) {
    switch (config.type) {
        case ProbeType::kIcmp:
            return std::make_unique<EchoProbe>(id, config, cookie);
        case ProbeType::kStamp:
            return std::make_unique<StampProbe>(id, config);
        case ProbeType::kTcp:
        case ProbeType::kHttp:
        case ProbeType::kIke:
            return std::make_unique<CallProbe>(id, config);
        case ProbeType::kDns:
            return std::make_unique<DnsProbe>(id, config);
        case ProbeType::kEsp:
            return std::make_unique<EspProbe>(id, config);
        case ProbeType::kBfd:
            return std::make_unique<BfdProbe>(id, config);
    }
    HAWSER_CHECK(false, "a probe type that does not exist");
}

}  // namespace hawser::health
