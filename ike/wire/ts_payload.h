// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/traffic_selector.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// RFC 7296 section 3.13, for TSi and TSr alike
///
/// | Number of TSs |                 RESERVED                      |
/// ~                       <Traffic Selectors>                     ~
template <PayloadType kPayloadType>
struct TrafficSelectorPayload {
    static constexpr PayloadType kType = kPayloadType;

    /// May be empty after parsing, if all that came were of types that we do not know: TS_UNACCEPTABLE, then.
    std::vector<TrafficSelector> selectors;
    /// Selectors of other types than IPv4 and IPv6 ranges (security labels of RFC 9478), skipped.
    size_t skipped = 0;

    static ParseResult<TrafficSelectorPayload> parse(ByteView body);
    void serialize(ByteWriter& writer) const;
    /// `10.1.0.0/16 10.2.0.0/16`
    [[nodiscard]] std::string to_string() const;
    bool operator==(const TrafficSelectorPayload&) const = default;
};

using TsiPayload = TrafficSelectorPayload<PayloadType::kTsInitiator>;
using TsrPayload = TrafficSelectorPayload<PayloadType::kTsResponder>;

extern template struct TrafficSelectorPayload<PayloadType::kTsInitiator>;
extern template struct TrafficSelectorPayload<PayloadType::kTsResponder>;

}  // namespace hawser::ike
