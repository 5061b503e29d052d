// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/der.h"

#include "base/check.h"

namespace hawser::ike {

namespace {

/// X.690 section 10.1: the length in its shortest form.
std::optional<size_t> take_length(ByteReader& reader) {
    const auto first = reader.take<1>();
    if (!first) return std::nullopt;
    if (first->u8<0>() < 0x80) return first->u8<0>();
    if (first->u8<0>() == 0x81) {
        const auto length = reader.take<1>();
        return length && length->u8<0>() >= 0x80 ? std::optional<size_t>(length->u8<0>()) : std::nullopt;
    }
    if (first->u8<0>() != 0x82) return std::nullopt;
    const auto length = reader.take<2>();
    return length && length->u16<0>() >= 0x100 ? std::optional<size_t>(length->u16<0>()) : std::nullopt;
}

}  // namespace

std::optional<DerElement> DerReader::take() {
    const auto tag = reader_.take<1>();
    // 31 would announce a tag of more bytes.
    if (!tag || (tag->u8<0>() & 0x1f) == 0x1f) return std::nullopt;
    const auto length = take_length(reader_);
    if (!length) return std::nullopt;
    const auto content = reader_.take(*length);
    if (!content) return std::nullopt;
    return DerElement{tag->u8<0>(), *content};
}

std::optional<ByteView> DerReader::take(uint8_t tag) {
    const auto element = take();
    return element && element->tag == tag ? std::optional(element->content) : std::nullopt;
}

void append_der(Bytes& to, uint8_t tag, ByteView content) {
    HAWSER_CHECK(content.size() <= 0xffff, "DER of more than 65,535 bytes");
    to.push_back(tag);
    const size_t size = content.size();
    if (size >= 0x100) {
        to.insert(to.end(), {uint8_t{0x82}, static_cast<uint8_t>(size >> 8), static_cast<uint8_t>(size)});
    } else if (size >= 0x80) {
        to.insert(to.end(), {uint8_t{0x81}, static_cast<uint8_t>(size)});
    } else {
        to.push_back(static_cast<uint8_t>(size));
    }
    append(to, content);
}

Bytes der_element(uint8_t tag, ByteView content) {
    Bytes bytes;
    append_der(bytes, tag, content);
    return bytes;
}

}  // namespace hawser::ike
