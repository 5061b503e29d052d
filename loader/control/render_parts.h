// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "loader/control/status.h"
#include "loader/control/table.h"

namespace hawser::loader {

/// With a capital letter and a full stop; empty text stays empty.
[[nodiscard]] std::string as_sentence(std::string text);

[[nodiscard]] Cell state_cell(StatusState state);

}  // namespace hawser::loader
