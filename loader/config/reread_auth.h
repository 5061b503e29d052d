// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "loader/config/auth_files.h"
#include "loader/config/config.h"

namespace hawser::loader {

/// The same authentication with what is in its files now. Fails on the first of them that does not do, and
/// where the certificate in them does not have the configured identity.
[[nodiscard]] Result<AuthConfig> reread_auth(const AuthConfig& auth, AuthFiles& files);

}  // namespace hawser::loader
