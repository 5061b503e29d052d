// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/key_exchange.h"

#include <fmt/format.h>

#include "ike/crypto/algorithms.h"
#include "ike/crypto/key_exchange_groups.h"

namespace hawser::ike {

namespace {

Error unsupported(GroupId group) {
    return Error(fmt::format("key exchange method {} is not supported", to_string(group)));
}

}  // namespace

Result<std::unique_ptr<KeyExchange>> KeyExchange::create(GroupId group, RandomSource& random) {
    if (!supports_group(group)) return unsupported(group);
    switch (group) {
        case GroupId::kCurve25519:
            return make_x25519(random);
        case GroupId::kCurve448:
            return make_x448(random);
        case GroupId::kEcp256:
        case GroupId::kEcp384:
        case GroupId::kEcp521:
            return make_ecp(group, random);
        case GroupId::kModp2048:
        case GroupId::kModp3072:
        case GroupId::kModp4096:
            return make_modp(group, random);
        default:
            return make_ml_kem(group, random);
    }
}

Result<std::optional<KeyExchangeAnswer>> KeyExchange::respond(GroupId group, ByteView peer_value,
                                                              RandomSource& random) {
    if (!supports_group(group)) return unsupported(group);
    if (is_ml_kem(group)) return encapsulate_ml_kem(group, peer_value, random);
    auto own = create(group, random);
    if (!own) return own.error();
    auto secret = (*own)->shared_secret(peer_value);
    if (!secret) return std::optional<KeyExchangeAnswer>();
    return std::optional(KeyExchangeAnswer{to_bytes((*own)->public_value()), *std::move(secret)});
}

size_t key_exchange_value_size(GroupId group) {
    if (!supports_group(group)) return 0;
    switch (group) {
        case GroupId::kCurve25519:
            return 32;
        case GroupId::kCurve448:
            return 56;
        case GroupId::kEcp256:
            return 64;
        case GroupId::kEcp384:
            return 96;
        case GroupId::kEcp521:
            return 132;
        case GroupId::kModp2048:
            return 256;
        case GroupId::kModp3072:
            return 384;
        case GroupId::kModp4096:
            return 512;
        default:
            return ml_kem_key_bytes(group);
    }
}

size_t key_exchange_answer_size(GroupId group) {
    if (is_ml_kem(group)) return supports_group(group) ? ml_kem_ciphertext_bytes(group) : 0;
    return key_exchange_value_size(group);
}

}  // namespace hawser::ike
