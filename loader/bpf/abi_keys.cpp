// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/abi_keys.h"

#include <algorithm>

#include "base/check.h"

namespace hawser::loader {
namespace {

std::optional<IpPrefix> prefix_from(ByteView address, unsigned length) {
    const IpAddress parsed = IpAddress::from_bytes(address);
    if (length > parsed.bits()) return std::nullopt;
    return IpPrefix(parsed, length);
}

void copy_address(const IpPrefix& prefix, uint8_t* to) {
    const ByteView bytes = prefix.address().bytes();
    std::copy(bytes.begin(), bytes.end(), to);
}

}  // namespace

hw_net4_key net4_key_of(const IpPrefix& prefix) {
    HAWSER_CHECK(prefix.address().is_v4(), "an IPv6 network for the IPv4 map");
    hw_net4_key key{};
    key.prefixlen = prefix.length();
    copy_address(prefix, key.addr);
    return key;
}

hw_net6_key net6_key_of(const IpPrefix& prefix) {
    HAWSER_CHECK(prefix.address().is_v6(), "an IPv4 network for the IPv6 map");
    hw_net6_key key{};
    key.prefixlen = prefix.length();
    copy_address(prefix, key.addr);
    return key;
}

hw_selector_key selector_key_of(const SelectorKey& selector) {
    hw_selector_key key{};
    key.prefixlen = HW_SELECTOR_FIXED_BITS + selector.prefix.length();
    key.tunnel = selector.tunnel.value();
    key.side = static_cast<uint8_t>(selector.side);
    key.family = static_cast<uint8_t>(selector.prefix.family());
    copy_address(selector.prefix, key.addr);
    return key;
}

std::optional<IpPrefix> prefix_of(const hw_net4_key& key) {
    return prefix_from(key.addr, key.prefixlen);
}

std::optional<IpPrefix> prefix_of(const hw_net6_key& key) {
    return prefix_from(key.addr, key.prefixlen);
}

std::optional<SelectorKey> selector_of(const hw_selector_key& key) {
    const bool is_v4 = key.family == static_cast<uint8_t>(Family::kIpv4);
    const bool is_v6 = key.family == static_cast<uint8_t>(Family::kIpv6);
    if (!is_v4 && !is_v6) return std::nullopt;
    if (key.prefixlen < HW_SELECTOR_FIXED_BITS || key.side > HW_SELECTOR_LOCAL) return std::nullopt;
    const std::optional<IpPrefix> prefix =
        prefix_from(ByteView(key.addr, is_v4 ? 4 : 16), key.prefixlen - HW_SELECTOR_FIXED_BITS);
    if (!prefix) return std::nullopt;
    return SelectorKey{TunnelId(key.tunnel), static_cast<hw_selector_side>(key.side), *prefix};
}

}  // namespace hawser::loader
