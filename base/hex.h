// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace hawser {

/// Lower-case hexadecimal digits, two a byte.
[[nodiscard]] std::string to_hex(ByteView bytes);

/// Fails on an odd number of digits and on anything that is not a hexadecimal digit.
[[nodiscard]] Result<Bytes> from_hex(std::string_view digits);

}  // namespace hawser
