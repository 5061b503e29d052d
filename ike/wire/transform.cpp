// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/transform.h"

#include <fmt/format.h>

#include "ike/wire/limits.h"
#include "ike/wire/substructure.h"

namespace hawser::ike {

namespace {

constexpr uint16_t kFixedFormat = 0x8000;

/// Takes one attribute; false where it does not fit.
bool take_attribute(ByteReader& reader, TransformAttribute& attribute) {
    const auto head = reader.take<4>();
    if (!head) return false;
    attribute.type = head->u16<0>() & 0x7fff;
    attribute.fixed = (head->u16<0>() & kFixedFormat) != 0;
    const auto value = attribute.fixed ? head->bytes<2, 2>() : reader.take(head->u16<2>());
    if (!value) return false;
    attribute.value = to_bytes(*value);
    return true;
}

/// Puts an attribute where it belongs. Key Length is known only in its one legal form.
void add_attribute(Transform& transform, TransformAttribute attribute) {
    if (attribute.type == static_cast<uint16_t>(AttributeType::kKeyLength) && attribute.fixed &&
        !transform.key_length) {
        transform.key_length = static_cast<uint16_t>(attribute.value[0] << 8 | attribute.value[1]);
        return;
    }
    transform.unknown_attributes.push_back(std::move(attribute));
}

/// Of an additional key exchange, from 1.
int number_of(TransformType type) {
    return static_cast<int>(type) - static_cast<int>(TransformType::kAdditionalKe1) + 1;
}

}  // namespace

Transform Transform::encryption(EncryptionId id, std::optional<uint16_t> key_bits) {
    return {TransformType::kEncryption, static_cast<uint16_t>(id), key_bits, {}};
}

Transform Transform::prf(PrfId id) {
    return {TransformType::kPrf, static_cast<uint16_t>(id), std::nullopt, {}};
}

Transform Transform::integrity(IntegrityId id) {
    return {TransformType::kIntegrity, static_cast<uint16_t>(id), std::nullopt, {}};
}

Transform Transform::key_exchange(GroupId id) {
    return {TransformType::kKeyExchange, static_cast<uint16_t>(id), std::nullopt, {}};
}

Transform Transform::additional_key_exchange(size_t number, GroupId id) {
    const auto type =
        static_cast<TransformType>(static_cast<size_t>(TransformType::kAdditionalKe1) + number - 1);
    return {type, static_cast<uint16_t>(id), std::nullopt, {}};
}

Transform Transform::esn(EsnId id) {
    return {TransformType::kEsn, static_cast<uint16_t>(id), std::nullopt, {}};
}

ParseResult<Transform> Transform::parse(ByteReader& reader, bool& last) {
    const auto sub = take_substructure(reader, kMoreTransforms, last);
    if (!sub) return invalid_syntax("transform does not fit its proposal");
    ByteReader inside(*sub);
    const auto fixed = inside.take<4>();
    if (!fixed) return invalid_syntax("transform shorter than its header");
    Transform transform;
    transform.type = static_cast<TransformType>(fixed->u8<0>());
    transform.id = fixed->u16<2>();
    for (size_t count = 0; !inside.empty(); ++count) {
        if (count == limits::kAttributesPerTransform)
            return invalid_syntax("too many attributes in a transform");
        TransformAttribute attribute;
        if (!take_attribute(inside, attribute)) return invalid_syntax("attribute does not fit its transform");
        add_attribute(transform, std::move(attribute));
    }
    return transform;
}

void Transform::serialize(ByteWriter& writer, bool last) const {
    const size_t start = begin_substructure(writer, last ? kLastSubstructure : kMoreTransforms);
    writer.u8(static_cast<uint8_t>(type));
    writer.u8(0);
    writer.u16(id);
    if (key_length) {
        writer.u16(kFixedFormat | static_cast<uint16_t>(AttributeType::kKeyLength));
        writer.u16(*key_length);
    }
    for (const TransformAttribute& attribute : unknown_attributes) {
        writer.u16(static_cast<uint16_t>(attribute.type | (attribute.fixed ? kFixedFormat : 0)));
        if (!attribute.fixed) writer.u16(static_cast<uint16_t>(attribute.value.size()));
        writer.bytes(attribute.value);
    }
    end_substructure(writer, start);
}

bool is_additional_key_exchange(TransformType type) {
    return type >= TransformType::kAdditionalKe1 && type <= TransformType::kAdditionalKe7;
}

std::string Transform::to_string() const {
    std::string text;
    switch (type) {
        case TransformType::kEncryption:
            text = ike::to_string(static_cast<EncryptionId>(id));
            break;
        case TransformType::kPrf:
            text = ike::to_string(static_cast<PrfId>(id));
            break;
        case TransformType::kIntegrity:
            text = ike::to_string(static_cast<IntegrityId>(id));
            break;
        case TransformType::kKeyExchange:
            text = ike::to_string(static_cast<GroupId>(id));
            break;
        case TransformType::kEsn:
            text = ike::to_string(static_cast<EsnId>(id));
            break;
        default:
            text = is_additional_key_exchange(type)
                       ? fmt::format("KE{}_{}", number_of(type), ike::to_string(static_cast<GroupId>(id)))
                       : fmt::format("{}_{}", ike::to_string(type), id);
    }
    if (key_length) text += fmt::format("_{}", *key_length);
    if (!understood()) text += "(unknown attribute)";
    return text;
}

}  // namespace hawser::ike
