// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "ike/wire/reader.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

// "Last Substruc" of proposals and transforms (RFC 7296 sections 3.3.1 and 3.3.2).
inline constexpr uint8_t kLastSubstructure = 0;
inline constexpr uint8_t kMoreProposals = 2;
inline constexpr uint8_t kMoreTransforms = 3;

/// Takes a substructure of an SA payload off the reader: | last? | RESERVED | length (2) | body |. Gives its
/// body, and in `last` what the first byte says; nothing if the length does not fit or the first byte is
/// neither 0 nor `more`.
inline std::optional<ByteView> take_substructure(ByteReader& reader, uint8_t more, bool& last) {
    const auto head = reader.take<4>();
    if (!head || head->u16<2>() < 4) return std::nullopt;
    if (head->u8<0>() != kLastSubstructure && head->u8<0>() != more) return std::nullopt;
    last = head->u8<0>() == kLastSubstructure;
    return reader.take(size_t{head->u16<2>()} - 4);
}

/// Writes the first four bytes; end_substructure fills in the length.
inline size_t begin_substructure(ByteWriter& writer, uint8_t last_or_more) {
    const size_t start = writer.size();
    writer.u8(last_or_more);
    writer.zeros(3);
    return start;
}

inline void end_substructure(ByteWriter& writer, size_t start) {
    writer.patch_length_u16(start + 2, start);
}

}  // namespace hawser::ike
