// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"rekey_time", kDuration, kOptional, "\"1h\"", "0s..365d",
            "Age at which a Child SA gets new keys. `\"0s\"`: we leave that to the peer."},
    KeySpec{"life_time", kDuration, kOptional, "a tenth above rekey_time", "1s..365d",
            "Age at which a Child SA that could not be rekeyed ends."},
    KeySpec{"rand_time", kDuration, kOptional, "life_time less rekey_time, at most half of rekey_time",
            "0s..365d", "At random up to so much is taken off `rekey_time`."},
    KeySpec{"rekey_bytes", kBytes, kOptional, "0", "0B..1000000TB",
            "Bytes, in either direction, after which a Child SA gets new keys, less at random up to a tenth; "
            "the kernel counts. 0: no limit."},
    KeySpec{"life_bytes", kBytes, kOptional, "a tenth above rekey_bytes", "1B..1000000TB",
            "Bytes after which the kernel ends a Child SA that could not be rekeyed."},
    KeySpec{"rekey_packets", kCount, kOptional, "0", "0..1000000000000000",
            "Likewise packets. Without extended sequence numbers a Child SA is always rekeyed before they "
            "run out."},
    KeySpec{"life_packets", kCount, kOptional, "a tenth above rekey_packets", "1..1000000000000000",
            "Likewise packets."},
    KeySpec{"rand_bytes", kText, kForeign, "", "", "up to a tenth of rekey_bytes is always taken off"},
    KeySpec{"rand_packets", kText, kForeign, "", "", "up to a tenth of rekey_packets is always taken off"},
    KeySpec{"over_time", kText, kForeign, "", "", "a Child SA ends at its life_time"},
    KeySpec{"proposals", kText, kForeign, "", "", "it is esp_proposals in [[peer]]"},
    KeySpec{"esp_proposals", kText, kForeign, "", "", "it belongs in [[peer]]"},
};

}  // namespace

const SectionSpec kEsp{"[peer.esp]", "How long Child SAs live, likewise.", kKeys};

}  // namespace hawser::loader::schema
