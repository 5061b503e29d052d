// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <map>

#include "base/ip_address.h"

namespace hawser::ike {

/// How many SAs peers have begun with us and not authenticated, in all and by source address, and how much
/// memory they hold. The SAs themselves are in the SaTable; this bounds them.
class HalfOpenCount {
 public:
    void add(const IpAddress& source, size_t bytes) {
        ++total_;
        bytes_ += bytes;
        ++by_source_[source];
    }
    void remove(const IpAddress& source, size_t bytes);
    /// One of them holds more than before, or less.
    void resize(size_t before, size_t now) { bytes_ += now - before; }

    [[nodiscard]] size_t total() const { return total_; }
    [[nodiscard]] size_t bytes() const { return bytes_; }
    [[nodiscard]] size_t from(const IpAddress& source) const {
        const auto found = by_source_.find(source);
        return found == by_source_.end() ? 0 : found->second;
    }

 private:
    size_t total_ = 0;
    size_t bytes_ = 0;
    std::map<IpAddress, size_t> by_source_;
};

}  // namespace hawser::ike
