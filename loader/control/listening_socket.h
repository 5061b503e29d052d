// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "base/result.h"

namespace hawser::loader {

/// A listening Unix stream socket at `path`, mode 0660; the caller owns the descriptor. Its folder is made
/// where it is missing.
[[nodiscard]] Result<int> open_listening_socket(const std::string& path);

}  // namespace hawser::loader
