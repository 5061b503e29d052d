// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "loader/config/resolve.h"

namespace hawser::loader {

/// `{uplink}` replaced by the uplink's name.
[[nodiscard]] std::string with_uplink(std::string text, const std::string& uplink);

/// What each side of a tunnel proves its identity by: reads the files that `draft` names, and reports what is
/// missing, does not fit or is of no use.
void resolve_proofs(const PeerDraft& peer, const AuthDraft& draft, const std::string& uplink,
                    const ResolveContext& context, AuthConfig& auth);

}  // namespace hawser::loader
