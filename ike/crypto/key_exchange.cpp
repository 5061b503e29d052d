// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/key_exchange.h"

#include <fmt/format.h>

#include "ike/crypto/key_exchange_groups.h"

namespace hawser::ike {

Result<std::unique_ptr<KeyExchange>> KeyExchange::create(GroupId group, RandomSource& random) {
    switch (group) {
        case GroupId::kCurve25519:
            return make_x25519(random);
        case GroupId::kEcp256:
        case GroupId::kEcp384:
            return make_ecp(group, random);
        case GroupId::kModp2048:
            return make_modp2048(random);
        default:
            return Error(fmt::format("key exchange method {} is not supported", to_string(group)));
    }
}

size_t key_exchange_value_size(GroupId group) {
    switch (group) {
        case GroupId::kCurve25519:
            return 32;
        case GroupId::kEcp256:
            return 64;
        case GroupId::kEcp384:
            return 96;
        case GroupId::kModp2048:
            return 256;
        default:
            return 0;
    }
}

}  // namespace hawser::ike
