// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::loader {

/// Insertions, deletions, substitutions and swaps of neighbours that make `b` of `a`.
[[nodiscard]] size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate that was probably meant, or none if all of them are too far from `word`.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word,
                                                 const std::vector<std::string>& candidates);

/// `did you mean 'address'?`, or `known: name, interface` where nothing is near; empty without candidates.
[[nodiscard]] std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace hawser::loader
