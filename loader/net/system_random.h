// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/random.h"

namespace hawser::loader {

/// getrandom(2). A kernel that cannot give random bytes leaves nothing safe to do, so failure aborts.
class SystemRandom : public RandomSource {
 public:
    void fill(std::span<uint8_t> out) override;
};

}  // namespace hawser::loader
