// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "loader/config/resolve.h"

namespace hawser::loader {

/// The post-quantum pre-shared keys of a tunnel: reads their files, and reports what is missing or of no use.
void resolve_ppk(const PpkDraft& draft, const std::string& uplink, const ResolveContext& context,
                 AuthConfig& auth);

}  // namespace hawser::loader
