// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/dns_probe.h"

#include "health/probe/dns_message.h"

namespace hawser::health {

Bytes DnsProbe::request(TimePoint /*now*/, uint16_t sequence) {
    latest_ = sequence;
    return serialize_dns_query(sequence, config().dns_name);
}

std::optional<uint16_t> DnsProbe::answered_sequence(const ProbeAnswer& answer) {
    refusal_.clear();
    if (!answer.failure.empty()) return latest_;
    const std::optional<DnsResponse> response = parse_dns_response(answer.bytes);
    if (!response) return std::nullopt;
    if (!is_an_answer(*response)) refusal_ = "the name server says " + rcode_name(response->code);
    return response->id;
}

}  // namespace hawser::health
