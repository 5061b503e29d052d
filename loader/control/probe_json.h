// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "loader/control/status.h"

namespace hawser::loader {

[[nodiscard]] nlohmann::ordered_json path_to_json(const StatusPath& path);
/// A field of a wrong type is named in `trouble`, the first one only.
[[nodiscard]] StatusPath path_from_json(const nlohmann::json& json, std::string& trouble);

}  // namespace hawser::loader
