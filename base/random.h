// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <span>

namespace hawser {

/// Where keys, nonces, SPIs and jitter come from. Injected, so that a test can replay an exchange byte for
/// byte and the sans-IO rooms need no system call.
class RandomSource {
 public:
    virtual ~RandomSource() = default;
    /// Fills all of `out` with bytes fit for keys. Cannot fail: a source that has no entropy must not return.
    virtual void fill(std::span<uint8_t> out) = 0;

 protected:
    RandomSource() = default;
    RandomSource(const RandomSource&) = default;
    RandomSource& operator=(const RandomSource&) = default;
};

}  // namespace hawser
