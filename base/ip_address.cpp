// SPDX-License-Identifier: BSD-2-Clause
#include "base/ip_address.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace hawser {

IpAddress IpAddress::from_bytes(ByteView bytes) {
    HAWSER_CHECK(bytes.size() == 4 || bytes.size() == 16, "an address has 4 or 16 bytes");
    IpAddress address;
    address.family_ = bytes.size() == 4 ? Family::kIpv4 : Family::kIpv6;
    std::copy(bytes.begin(), bytes.end(), address.bytes_.begin());
    return address;
}

Result<IpAddress> IpAddress::parse(std::string_view text) {
    const std::string terminated(text);
    IpAddress address;
    if (inet_pton(AF_INET, terminated.c_str(), address.bytes_.data()) == 1) return address;
    address.family_ = Family::kIpv6;
    if (inet_pton(AF_INET6, terminated.c_str(), address.bytes_.data()) == 1) return address;
    return Error("'" + terminated + "' is not an IPv4 or IPv6 address");
}

IpAddress IpAddress::unspecified(Family family) {
    IpAddress address;
    address.family_ = family;
    return address;
}

int IpAddress::address_family() const {
    return is_v4() ? AF_INET : AF_INET6;
}

bool IpAddress::is_unspecified() const {
    return std::all_of(bytes_.begin(), bytes_.end(), [](uint8_t byte) { return byte == 0; });
}

bool IpAddress::is_link_local() const {
    if (is_v4()) return bytes_[0] == 169 && bytes_[1] == 254;
    return bytes_[0] == 0xfe && (bytes_[1] & 0xc0) == 0x80;
}

bool IpAddress::is_multicast() const {
    return is_v4() ? (bytes_[0] & 0xf0) == 0xe0 : bytes_[0] == 0xff;
}

std::string IpAddress::to_string() const {
    char text[INET6_ADDRSTRLEN] = {};
    inet_ntop(address_family(), bytes_.data(), text, sizeof text);
    return text;
}

std::string Endpoint::to_string() const {
    return address.to_string() + "[" + std::to_string(port) + "]";
}

unsigned to_sockaddr(const Endpoint& endpoint, sockaddr_storage& storage) {
    storage = {};
    if (endpoint.address.is_v4()) {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(endpoint.port);
        std::memcpy(&v4.sin_addr, endpoint.address.bytes().data(), 4);
        std::memcpy(&storage, &v4, sizeof v4);
        return sizeof v4;
    }
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(endpoint.port);
    std::memcpy(&v6.sin6_addr, endpoint.address.bytes().data(), 16);
    std::memcpy(&storage, &v6, sizeof v6);
    return sizeof v6;
}

Result<Endpoint> from_sockaddr(const sockaddr_storage& storage) {
    if (storage.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &storage, sizeof v4);
        const auto* bytes = reinterpret_cast<const uint8_t*>(&v4.sin_addr);
        return Endpoint{IpAddress::from_bytes({bytes, 4}), ntohs(v4.sin_port)};
    }
    if (storage.ss_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &storage, sizeof v6);
        return Endpoint{IpAddress::from_bytes({v6.sin6_addr.s6_addr, 16}), ntohs(v6.sin6_port)};
    }
    return Error("reading a socket address: family " + std::to_string(storage.ss_family) +
                 " is not an IP family");
}

}  // namespace hawser
