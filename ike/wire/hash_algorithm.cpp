// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/hash_algorithm.h"

#include "ike/wire/limits.h"
#include "ike/wire/names.h"
#include "ike/wire/reader.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

namespace {

constexpr EnumName<HashAlgorithm> kNames[] = {
    {HashAlgorithm::kSha1, "SHA1"},         {HashAlgorithm::kSha2_256, "SHA2_256"},
    {HashAlgorithm::kSha2_384, "SHA2_384"}, {HashAlgorithm::kSha2_512, "SHA2_512"},
    {HashAlgorithm::kIdentity, "IDENTITY"},
};

}  // namespace

std::string to_string(HashAlgorithm hash) {
    return name_in(kNames, hash);
}

NotifyPayload signature_hash_algorithms(std::span<const HashAlgorithm> hashes) {
    ByteWriter writer;
    for (HashAlgorithm hash : hashes)
        writer.u16(static_cast<uint16_t>(hash));
    return NotifyPayload::of(NotifyType::kSignatureHashAlgorithms, writer.view());
}

ParseResult<std::vector<HashAlgorithm>> parse_signature_hash_algorithms(const NotifyPayload& notify) {
    if (notify.data.size() % 2 != 0) return invalid_syntax("half a hash algorithm");
    std::vector<HashAlgorithm> hashes;
    ByteReader reader(notify.data);
    while (const auto hash = reader.take<2>()) {
        if (hashes.size() == limits::kHashAlgorithms) break;
        hashes.push_back(static_cast<HashAlgorithm>(hash->u16<0>()));
    }
    return hashes;
}

}  // namespace hawser::ike
