// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "ike/wire/reader.h"

namespace hawser::ike {

/// The tags that names and algorithm identifiers are made of.
namespace der {
inline constexpr uint8_t kInteger = 0x02;
inline constexpr uint8_t kNull = 0x05;
inline constexpr uint8_t kOid = 0x06;
inline constexpr uint8_t kUtf8String = 0x0c;
inline constexpr uint8_t kPrintableString = 0x13;
inline constexpr uint8_t kTeletexString = 0x14;
inline constexpr uint8_t kIa5String = 0x16;
inline constexpr uint8_t kSequence = 0x30;
inline constexpr uint8_t kSet = 0x31;
/// [number], constructed
constexpr uint8_t context(unsigned number) {
    return static_cast<uint8_t>(0xa0 + number);
}
}  // namespace der

/// A tag and its content, a view into what is read.
struct DerElement {
    uint8_t tag = 0;
    ByteView content;
};

/// Reads DER, not BER: definite lengths in their shortest form, of one or two bytes. Tags have one byte.
class DerReader {
 public:
    explicit DerReader(ByteView bytes) : reader_(bytes) {}

    [[nodiscard]] bool empty() const { return reader_.empty(); }
    /// The next element, whatever it is. Nothing at the end, or where it does not fit.
    [[nodiscard]] std::optional<DerElement> take();
    /// The content of the next element, which must have this tag.
    [[nodiscard]] std::optional<ByteView> take(uint8_t tag);

 private:
    ByteReader reader_;
};

/// Writes one element; `content` is not longer than 65,535 bytes.
void append_der(Bytes& to, uint8_t tag, ByteView content);
[[nodiscard]] Bytes der_element(uint8_t tag, ByteView content);

}  // namespace hawser::ike
