// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <array>
#include <cstddef>

#include "base/random.h"

namespace hawser::loader {

/// getrandom(2). A kernel that cannot give random bytes leaves nothing safe to do, so failure aborts. Small
/// requests are served from a stock, since a handshake makes many of them: what is handed out is wiped there
/// at once. Not for a process that forks and goes on using it in both.
class SystemRandom : public RandomSource {
 public:
    SystemRandom() = default;
    SystemRandom(const SystemRandom&) = delete;
    SystemRandom& operator=(const SystemRandom&) = delete;
    ~SystemRandom();
    void fill(std::span<uint8_t> out) override;

 private:
    std::array<uint8_t, 256> stock_{};
    size_t left_ = 0;  ///< at the end of the stock
};

}  // namespace hawser::loader
