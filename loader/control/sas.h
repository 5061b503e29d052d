// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "loader/control/status.h"

namespace hawser::loader {

/// An IKE SA by the name of its tunnel, which is its connection's.
struct NamedIke {
    std::string name;
    StatusIke ike;
};

/// A list of objects of one key each, the name: what vici's list-sas yields. Fields as in StatusIke.
[[nodiscard]] nlohmann::ordered_json to_json(const std::vector<NamedIke>& sas);
/// A field of a wrong type is an error that names it.
[[nodiscard]] Result<std::vector<NamedIke>> sas_from_json(const nlohmann::json& json);

/// As `swanctl --list-sas` prints them, to the letter where both have the same to say.
[[nodiscard]] std::string render_sas(const std::vector<NamedIke>& sas);

}  // namespace hawser::loader
