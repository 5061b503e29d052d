// SPDX-License-Identifier: BSD-2-Clause
#include "tests/unit/ike/crypto/support.h"

#include <gtest/gtest.h>

#include "base/hex.h"

namespace hawser::ike::test {

Bytes hex(std::string_view digits) {
    std::string packed;
    for (char c : digits)
        if (c != ' ' && c != '\n') packed += c;
    auto bytes = from_hex(packed);
    EXPECT_TRUE(bytes.ok()) << digits;
    return bytes.ok() ? *bytes : Bytes{};
}

Bytes text(std::string_view characters) {
    return Bytes(characters.begin(), characters.end());
}

Bytes counted(size_t size, uint8_t first) {
    Bytes bytes(size);
    for (size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<uint8_t>(first + i);
    return bytes;
}

}  // namespace hawser::ike::test
