// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/proposal.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "ike/wire/limits.h"
#include "ike/wire/substructure.h"

namespace hawser::ike {

namespace {

/// 0 where an SPI is not (yet) needed, else what the protocol's is long.
bool spi_size_fits(ProtocolId protocol, size_t size) {
    switch (protocol) {
        case ProtocolId::kIke:
            return size == 0 || size == 8;
        case ProtocolId::kAh:
        case ProtocolId::kEsp:
            return size == 4;
        default:
            // A protocol that we do not know: the proposal will not be chosen, whatever its SPI.
            return true;
    }
}

uint64_t number_of(ByteView bytes) {
    uint64_t value = 0;
    for (uint8_t byte : bytes)
        value = value << 8 | byte;
    return value;
}

Bytes bytes_of(uint64_t value, size_t size) {
    Bytes bytes(size);
    for (size_t i = 0; i < size; ++i)
        bytes[size - 1 - i] = static_cast<uint8_t>(value >> (8 * i));
    return bytes;
}

}  // namespace

ParseResult<Proposal> Proposal::parse(ByteReader& reader, bool& last) {
    const auto sub = take_substructure(reader, kMoreProposals, last);
    if (!sub) return invalid_syntax("proposal does not fit its SA payload");
    ByteReader inside(*sub);
    const auto fixed = inside.take<4>();
    if (!fixed) return invalid_syntax("proposal shorter than its header");
    Proposal proposal;
    proposal.number = fixed->u8<0>();
    proposal.protocol = static_cast<ProtocolId>(fixed->u8<1>());
    const auto spi_bytes = inside.take(size_t{fixed->u8<2>()});
    if (!spi_bytes) return invalid_syntax("SPI does not fit its proposal");
    if (!spi_size_fits(proposal.protocol, spi_bytes->size())) {
        return invalid_syntax("SPI of a proposal is not as long as its protocol's");
    }
    proposal.spi = to_bytes(*spi_bytes);

    const size_t count = fixed->u8<3>();
    if (count > limits::kTransformsPerProposal) return invalid_syntax("too many transforms in a proposal");
    bool last_transform = count == 0;
    for (size_t i = 0; i < count; ++i) {
        auto transform = Transform::parse(inside, last_transform);
        if (!transform) return transform.refusal();
        if (last_transform != (i + 1 == count))
            return invalid_syntax("number of transforms is not as announced");
        proposal.transforms.push_back(*std::move(transform));
    }
    if (!inside.empty()) return invalid_syntax("bytes after the last transform of a proposal");
    return proposal;
}

void Proposal::serialize(ByteWriter& writer, bool last) const {
    HAWSER_CHECK(spi.size() <= 255 && transforms.size() <= 255, "proposal does not fit its one-byte counts");
    const size_t start = begin_substructure(writer, last ? kLastSubstructure : kMoreProposals);
    writer.u8(number);
    writer.u8(static_cast<uint8_t>(protocol));
    writer.u8(static_cast<uint8_t>(spi.size()));
    writer.u8(static_cast<uint8_t>(transforms.size()));
    writer.bytes(spi);
    for (size_t i = 0; i < transforms.size(); ++i)
        transforms[i].serialize(writer, i + 1 == transforms.size());
    end_substructure(writer, start);
}

std::vector<const Transform*> Proposal::of_type(TransformType type) const {
    std::vector<const Transform*> found;
    for (const Transform& transform : transforms)
        if (transform.type == type) found.push_back(&transform);
    return found;
}

const Transform* Proposal::find(TransformType type) const {
    const auto found = std::find_if(transforms.begin(), transforms.end(),
                                    [type](const Transform& transform) { return transform.type == type; });
    return found != transforms.end() ? &*found : nullptr;
}

void Proposal::set_esp_spi(EspSpi value) {
    spi = bytes_of(value.value(), 4);
}

void Proposal::set_ike_spi(IkeSpi value) {
    spi = bytes_of(value.value(), 8);
}

EspSpi Proposal::esp_spi() const {
    return spi.size() == 4 ? EspSpi(static_cast<uint32_t>(number_of(spi))) : EspSpi();
}

IkeSpi Proposal::ike_spi() const {
    return spi.size() == 8 ? IkeSpi(number_of(spi)) : IkeSpi();
}

std::string Proposal::to_string() const {
    std::string text = ike::to_string(protocol) + ":";
    for (size_t i = 0; i < transforms.size(); ++i)
        text += (i == 0 ? "" : "/") + transforms[i].to_string();
    return text;
}

}  // namespace hawser::ike
