// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <tuple>

#include "ike/engine/address_pool.h"
#include "ike/engine/lifetimes.h"
#include "ike/engine/ppk_config.h"
#include "ike/engine/redirect_config.h"

// Settings of the engine's that stand in the configuration are compared when it is read again. Each is taken
// apart into as many names as it has members, so that one more does not compile until it is compared too. In
// the engine's namespace, where look-up by argument finds them.
namespace hawser::ike {

inline bool operator==(const ChildLifetime& a, const ChildLifetime& b) {
    const auto members = [](const ChildLifetime& lifetime) {
        const auto& [rekey_time, life_time, rand_time, rekey_bytes, life_bytes, rekey_packets, life_packets] =
            lifetime;
        return std::tie(rekey_time, life_time, rand_time, rekey_bytes, life_bytes, rekey_packets,
                        life_packets);
    };
    return members(a) == members(b);
}

inline bool operator==(const IkeLifetime& a, const IkeLifetime& b) {
    const auto members = [](const IkeLifetime& lifetime) {
        const auto& [rekey_time, over_time, rand_time] = lifetime;
        return std::tie(rekey_time, over_time, rand_time);
    };
    return members(a) == members(b);
}

inline bool operator==(const RedirectConfig& a, const RedirectConfig& b) {
    const auto members = [](const RedirectConfig& redirect) {
        const auto& [follow, max_redirects, loop_period, allowed, names] = redirect;
        return std::tie(follow, max_redirects, loop_period, allowed, names);
    };
    return members(a) == members(b);
}

/// By their names: the keys themselves are read anew each time.
inline bool operator==(const PostQuantumKey& a, const PostQuantumKey& b) {
    return a.id == b.id;
}

inline bool operator==(const PpkConfig& a, const PpkConfig& b) {
    return a.keys == b.keys && a.use == b.use;
}

inline bool operator==(const AddressPoolConfig& a, const AddressPoolConfig& b) {
    const auto members = [](const AddressPoolConfig& pool) {
        const auto& [name, addresses, dns] = pool;
        return std::tie(name, addresses, dns);
    };
    return members(a) == members(b);
}

}  // namespace hawser::ike
