// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/half_open.h"

#include "base/check.h"

namespace hawser::ike {

void HalfOpenCount::remove(const IpAddress& source, size_t bytes) {
    const auto found = by_source_.find(source);
    HAWSER_CHECK(found != by_source_.end() && total_ > 0 && bytes_ >= bytes,
                 "no half-open SA of that source is counted");
    --total_;
    bytes_ -= bytes;
    if (--found->second == 0) by_source_.erase(found);
}

}  // namespace hawser::ike
