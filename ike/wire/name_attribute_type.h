// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

/// The kinds of attributes of distinguished names: only for the .cpp files of this folder.
namespace hawser::ike {

/// The OID's content for `CN`, `O`, ..., or for numbers in dots. Nothing for a keyword unknown.
[[nodiscard]] std::optional<Bytes> name_attribute_oid(std::string_view keyword);
/// `CN`, or the OID in dots.
[[nodiscard]] std::string name_attribute_keyword(ByteView oid);
/// The kind of string in which CAs usually write such a value: IA5String for e-mail addresses and domain
/// components, PrintableString where its alphabet is enough, otherwise UTF8String (RFC 5280 section 4.1.2.4).
[[nodiscard]] uint8_t name_string_tag(ByteView oid, std::string_view value);

}  // namespace hawser::ike
