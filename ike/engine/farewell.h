// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <deque>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "ike/wire/ids.h"

namespace hawser::ike {

/// The last answers of IKE SAs that have ended with them: to a DELETE, to an IKE_AUTH that failed. Should the
/// answer get lost, the peer's repeated request finds it here; without it the peer would take us for dead
/// instead of knowing why. Bounded in number and time.
class FarewellTable {
 public:
    void keep(IkeSpi own_spi, ByteView request, std::vector<Bytes> response, TimePoint now);
    /// The datagrams of the answer to exactly this request (or its first fragment), or nothing.
    [[nodiscard]] const std::vector<Bytes>* find(IkeSpi own_spi, ByteView request, TimePoint now);

 private:
    static constexpr size_t kMax = 128;
    static constexpr Duration kLifetime = std::chrono::seconds(60);

    struct Entry {
        IkeSpi own_spi;
        Bytes request;
        std::vector<Bytes> response;
        TimePoint until;
    };
    std::deque<Entry> entries_;
};

}  // namespace hawser::ike
