// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <string>

namespace hawser::ike {

/// One row of a table of names: only for the .cpp files of this folder.
template <typename Enum>
struct EnumName {
    Enum value;
    const char* name;
};

/// The name of `value`, or `(99)` where the table has none.
template <typename Enum, size_t kCount>
std::string name_in(const EnumName<Enum> (&table)[kCount], Enum value) {
    for (const EnumName<Enum>& row : table)
        if (row.value == value) return row.name;
    return fmt::format("({})", static_cast<unsigned>(value));
}

}  // namespace hawser::ike
