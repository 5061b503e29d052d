// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/farewell.h"

#include <algorithm>
#include <utility>

namespace hawser::ike {

void FarewellTable::keep(IkeSpi own_spi, ByteView request, std::vector<Bytes> response, TimePoint now) {
    if (entries_.size() == kMax) entries_.pop_front();
    entries_.push_back({own_spi, to_bytes(request), std::move(response), now + kLifetime});
}

const std::vector<Bytes>* FarewellTable::find(IkeSpi own_spi, ByteView request, TimePoint now) {
    while (!entries_.empty() && entries_.front().until <= now)
        entries_.pop_front();
    for (const Entry& entry : entries_) {
        if (entry.own_spi == own_spi &&
            std::equal(entry.request.begin(), entry.request.end(), request.begin(), request.end())) {
            return &entry.response;
        }
    }
    return nullptr;
}

}  // namespace hawser::ike
