// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <string_view>

#include "base/hex.h"
#include "loader/kernel/netlink_message.h"

namespace hawser::loader::test {

/// The message in hexadecimal digits.
inline std::string hex_of(const NetlinkMessage& message) {
    return to_hex(message.bytes());
}

/// So many zero octets in hexadecimal digits.
inline std::string zeros(size_t octets) {
    return std::string(2 * octets, '0');
}

/// Hexadecimal digits without the blanks that divide them for the reader.
inline std::string digits(std::string_view text) {
    std::string result;
    for (const char one : text) {
        if (one != ' ') result.push_back(one);
    }
    return result;
}

}  // namespace hawser::loader::test
