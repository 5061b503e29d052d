// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "loader/control/render.h"
#include "loader/doctor/finding.h"

namespace hawser::loader::doctor {

/// Each finding with why and what to do, and a last line that counts them.
[[nodiscard]] std::string render(const Findings& findings, const RenderOptions& options);
/// A list of objects: `grade`, `check`, `what`, `why`, `remedy`.
[[nodiscard]] nlohmann::ordered_json to_json(const Findings& findings);
[[nodiscard]] bool has_problems(const Findings& findings);

}  // namespace hawser::loader::doctor
