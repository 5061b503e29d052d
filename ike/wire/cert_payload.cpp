// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/cert_payload.h"

#include <fmt/format.h>

#include <algorithm>

#include "ike/wire/limits.h"
#include "ike/wire/names.h"
#include "ike/wire/reader.h"

namespace hawser::ike {

namespace {

constexpr EnumName<CertEncoding> kNames[] = {
    {CertEncoding::kX509Signature, "X509_SIGNATURE"},
    {CertEncoding::kCrl, "CRL"},
    {CertEncoding::kHashAndUrl, "HASH_AND_URL"},
    {CertEncoding::kHashAndUrlBundle, "HASH_AND_URL_BUNDLE"},
    {CertEncoding::kRawPublicKey, "RAW_PUBLIC_KEY"},
};

constexpr size_t kHashBytes = 20;

/// The encodings whose requests are made of hashes; a raw key has no CA to name.
bool has_hashes(CertEncoding encoding) {
    return encoding == CertEncoding::kX509Signature || encoding == CertEncoding::kHashAndUrl ||
           encoding == CertEncoding::kHashAndUrlBundle;
}

}  // namespace

std::string to_string(CertEncoding encoding) {
    return name_in(kNames, encoding);
}

ParseResult<CertPayload> CertPayload::parse(ByteView body) {
    ByteReader reader(body);
    const auto encoding = reader.take<1>();
    if (!encoding || reader.empty()) return invalid_syntax("CERT payload without a certificate");
    return CertPayload{static_cast<CertEncoding>(encoding->u8<0>()), to_bytes(reader.take_rest())};
}

void CertPayload::serialize(ByteWriter& writer) const {
    writer.u8(static_cast<uint8_t>(encoding));
    writer.bytes(data);
}

std::string CertPayload::to_string() const {
    return fmt::format("CERT({}, {} bytes)", ike::to_string(encoding), data.size());
}

ParseResult<CertRequestPayload> CertRequestPayload::parse(ByteView body) {
    ByteReader reader(body);
    const auto encoding = reader.take<1>();
    if (!encoding) return invalid_syntax("CERTREQ payload without an encoding");
    CertRequestPayload payload;
    payload.encoding = static_cast<CertEncoding>(encoding->u8<0>());
    if (!has_hashes(payload.encoding)) {
        payload.other = to_bytes(reader.take_rest());
        return payload;
    }
    if (reader.remaining() % kHashBytes != 0) return invalid_syntax("CERTREQ payload is not made of hashes");
    // A peer may trust every CA of a browser: the rest is passed over.
    while (payload.key_hashes.size() < limits::kKeyHashesPerRequest) {
        const auto hash = reader.take<kHashBytes>();
        if (!hash) break;
        const ByteView bytes = hash->bytes<0, kHashBytes>();
        std::copy(bytes.begin(), bytes.end(), payload.key_hashes.emplace_back().begin());
    }
    return payload;
}

void CertRequestPayload::serialize(ByteWriter& writer) const {
    writer.u8(static_cast<uint8_t>(encoding));
    for (const KeyHash& hash : key_hashes)
        writer.bytes(hash);
    writer.bytes(other);
}

bool CertRequestPayload::names(const KeyHash& hash) const {
    return std::find(key_hashes.begin(), key_hashes.end(), hash) != key_hashes.end();
}

std::string CertRequestPayload::to_string() const {
    return fmt::format("CERTREQ({}, {} CAs)", ike::to_string(encoding), key_hashes.size());
}

}  // namespace hawser::ike
