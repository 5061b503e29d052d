// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstring>
#include <type_traits>

#include "bpf/abi.h"

namespace hawser::loader::detail {

/// Byte equality is value equality only for types without padding bits, and the kernel hashes and compares
/// keys by their bytes: a type that fails here would make entries that nobody can find again.
template <typename T>
bool same_bytes(const T& a, const T& b) {
    static_assert(std::has_unique_object_representations_v<T>, "padding in a type of the map ABI");
    return std::memcmp(&a, &b, sizeof(T)) == 0;
}

}  // namespace hawser::loader::detail

// In the global namespace, because that is where the types of the ABI live and where look-up by argument
// finds them.
inline bool operator==(const hw_config& a, const hw_config& b) {
    return hawser::loader::detail::same_bytes(a, b);
}
inline bool operator==(const hw_net& a, const hw_net& b) {
    return hawser::loader::detail::same_bytes(a, b);
}
inline bool operator==(const hw_bundle& a, const hw_bundle& b) {
    return hawser::loader::detail::same_bytes(a, b);
}
inline bool operator==(const hw_tunnel& a, const hw_tunnel& b) {
    return hawser::loader::detail::same_bytes(a, b);
}
inline bool operator==(const hw_iface& a, const hw_iface& b) {
    return hawser::loader::detail::same_bytes(a, b);
}
inline bool operator==(const hw_selector& a, const hw_selector& b) {
    return hawser::loader::detail::same_bytes(a, b);
}
inline bool operator==(const hw_rule_set& a, const hw_rule_set& b) {
    return hawser::loader::detail::same_bytes(a, b);
}
inline bool operator==(const hw_match& a, const hw_match& b) {
    return hawser::loader::detail::same_bytes(a, b);
}
inline bool operator==(const hw_rule& a, const hw_rule& b) {
    return hawser::loader::detail::same_bytes(a, b);
}
