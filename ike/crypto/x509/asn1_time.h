// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <openssl/asn1.h>

#include <ctime>
#include <optional>

#include "ike/crypto/x509/certificate.h"

namespace hawser::ike {

/// Nothing if it is malformed, or absent. Only for the .cpp files of this folder.
inline std::optional<CalendarTime> calendar_time(const ASN1_TIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
    return CalendarTime(std::chrono::seconds(timegm(&parts)));
}

}  // namespace hawser::ike
