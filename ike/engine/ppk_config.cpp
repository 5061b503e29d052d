// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/ppk_config.h"

#include <algorithm>
#include <set>

namespace hawser::ike {

const PostQuantumKey* PpkConfig::find(ByteView id) const {
    if (!in_use()) return nullptr;
    const auto found = std::find_if(keys.begin(), keys.end(), [id](const PostQuantumKey& one) {
        return std::equal(one.id.begin(), one.id.end(), id.begin(), id.end(),
                          [](char a, uint8_t b) { return static_cast<uint8_t>(a) == b; });
    });
    return found == keys.end() ? nullptr : &*found;
}

Result<void> PpkConfig::validate() const {
    if (!in_use()) return {};
    if (keys.empty()) return Error("a PPK is to be used, and there is none");
    std::set<std::string> ids;
    for (const PostQuantumKey& one : keys) {
        if (one.id.empty()) return Error("a PPK without an id");
        if (!one.key || one.key->empty()) return Error("the PPK '" + one.id + "' is empty");
        if (!ids.insert(one.id).second) return Error("two PPKs have the id '" + one.id + "'");
    }
    return {};
}

}  // namespace hawser::ike
