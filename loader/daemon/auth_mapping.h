// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/ip_address.h"
#include "base/result.h"
#include "ike/engine/authentication.h"
#include "ike/wire/identity.h"
#include "loader/config/config.h"

namespace hawser::loader {

/// What was in a tunnel's files, as the engine wants it.
[[nodiscard]] ike::Authentication authentication_of(const AuthConfig& auth);

/// The configured identity, else the certificate's subject, else the address from which the tunnel leaves.
[[nodiscard]] Result<ike::Identity> local_identity_of(const AuthConfig& auth, const IpAddress& local);

}  // namespace hawser::loader
