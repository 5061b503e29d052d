// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/authentication.h"

namespace hawser::ike {

Result<void> Authentication::validate() const {
    if (!local.psk || local.psk->empty()) return Error("no pre-shared key");
    if (!remote.psk || remote.psk->empty()) return Error("no pre-shared key of the peer's");
    return {};
}

}  // namespace hawser::ike
