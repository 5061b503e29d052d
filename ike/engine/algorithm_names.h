// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "ike/engine/proposal_config.h"

namespace hawser::ike {

/// One word of a proposal, `aes128gcm16`, and what it stands for.
struct AlgorithmName {
    std::string_view word;
    std::variant<EncryptionChoice, IntegrityId, PrfId, GroupId, EsnId> algorithm;
};

/// All words that we know, those that we write before their synonyms.
[[nodiscard]] std::span<const AlgorithmName> algorithm_names();
/// The word for an algorithm; its number in parentheses if it has none here.
[[nodiscard]] std::string word_of(const EncryptionChoice& choice);
[[nodiscard]] std::string word_of(IntegrityId id);
[[nodiscard]] std::string word_of(PrfId id);
[[nodiscard]] std::string word_of(GroupId id);

}  // namespace hawser::ike
