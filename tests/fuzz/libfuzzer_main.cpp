// SPDX-License-Identifier: BSD-2-Clause
// One target as libFuzzer calls it; HAWSER_FUZZ_TARGET is its function.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    hawser::fuzz::HAWSER_FUZZ_TARGET({data, size});
    return 0;
}
