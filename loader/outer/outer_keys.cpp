// SPDX-License-Identifier: BSD-2-Clause
#include "loader/outer/outer_keys.h"

#include <arpa/inet.h>

#include <algorithm>

namespace hawser::loader {
namespace {

void put(const IpAddress& address, hw_u8 (&to)[16]) {
    const ByteView bytes = address.bytes();
    std::copy(bytes.begin(), bytes.end(), to);
}

std::optional<IpAddress> take(hw_u8 family, const hw_u8 (&from)[16]) {
    if (family != 4 && family != 6) return std::nullopt;
    return IpAddress::from_bytes({from, family == 4 ? size_t{4} : size_t{16}});
}

}  // namespace

hw_outer_key outer_key_of(const OuterPair& pair) {
    hw_outer_key key{};
    key.family = pair.local.is_v4() ? 4 : 6;
    put(pair.local, key.local);
    if (pair.remote) put(*pair.remote, key.remote);
    return key;
}

hw_spi_key spi_key_of(const SpiName& name) {
    hw_spi_key key{};
    key.family = name.destination.is_v4() ? 4 : 6;
    key.spi = htonl(name.spi);
    put(name.destination, key.dst);
    return key;
}

std::optional<OuterPair> pair_of(const hw_outer_key& key) {
    const auto local = take(key.family, key.local);
    const auto remote = take(key.family, key.remote);
    if (!local || !remote) return std::nullopt;
    return OuterPair{*local, remote->is_unspecified() ? std::nullopt : remote};
}

std::optional<SpiName> spi_of(const hw_spi_key& key) {
    const auto destination = take(key.family, key.dst);
    if (!destination) return std::nullopt;
    return SpiName{*destination, ntohl(key.spi)};
}

}  // namespace hawser::loader
