// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "loader/kernel/links.h"

namespace hawser::loader {

/// Why the interface of an external tunnel carries nothing for us, as a clause; empty when it can. Null: it
/// is not there.
[[nodiscard]] std::string trouble_of_external(const std::string& name, const Link* link);

}  // namespace hawser::loader
