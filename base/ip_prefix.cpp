// SPDX-License-Identifier: BSD-2-Clause
#include "base/ip_prefix.h"

#include <charconv>

namespace hawser {
namespace {

/// `address` with every bit behind `length` set to `bit`.
IpAddress with_host_bits(const IpAddress& address, unsigned length, bool bit) {
    Bytes bytes = to_bytes(address.bytes());
    for (unsigned i = length; i < address.bits(); ++i) {
        const auto mask = static_cast<uint8_t>(0x80u >> (i % 8));
        bytes[i / 8] = static_cast<uint8_t>(bit ? bytes[i / 8] | mask : bytes[i / 8] & ~mask);
    }
    return IpAddress::from_bytes(bytes);
}

}  // namespace

IpPrefix::IpPrefix(const IpAddress& address, unsigned length)
    : address_(with_host_bits(address, length, false)), length_(length) {
    HAWSER_CHECK(length <= address.bits(), "a prefix is not longer than its address");
}

Result<IpPrefix> IpPrefix::parse(std::string_view text) {
    const size_t slash = text.find('/');
    auto address = IpAddress::parse(text.substr(0, slash));
    if (!address) return address.error();
    unsigned length = address->bits();
    if (slash != std::string_view::npos) {
        const std::string_view digits = text.substr(slash + 1);
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
        if (failure != std::errc() || end != digits.data() + digits.size() || length > address->bits()) {
            return Error("'" + std::string(text) + "' has no prefix length between 0 and " +
                         std::to_string(address->bits()));
        }
    }
    const IpPrefix prefix(*address, length);
    if (prefix.address() != *address) {
        return Error("'" + std::string(text) + "' has host bits set; the network is " + prefix.to_string());
    }
    return prefix;
}

bool IpPrefix::contains(const IpAddress& address) const {
    return address.family() == family() && IpPrefix(address, length_).address() == address_;
}

bool IpPrefix::contains(const IpPrefix& other) const {
    return other.length() >= length_ && contains(other.address());
}

bool IpPrefix::overlaps(const IpPrefix& other) const {
    return contains(other) || other.contains(*this);
}

IpAddress IpPrefix::last() const {
    return with_host_bits(address_, length_, true);
}

std::string IpPrefix::to_string() const {
    return address_.to_string() + "/" + std::to_string(length_);
}

}  // namespace hawser
