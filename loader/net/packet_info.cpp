// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/packet_info.h"

#include <errno.h>
#include <netinet/in.h>
#include <time.h>

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "loader/net/system_clock.h"

namespace hawser::loader {
namespace {

int set_option(int fd, int level, int name) {
    const int on = 1;
    return setsockopt(fd, level, name, &on, sizeof on) == 0 ? 0 : errno;
}

template <typename T>
void put_control(msghdr& message, ControlBuffer& buffer, int level, int type, const T& value) {
    static_assert(CMSG_SPACE(sizeof(T)) <= sizeof(ControlBuffer));
    buffer.fill(std::byte{0});
    message.msg_control = buffer.data();
    message.msg_controllen = CMSG_SPACE(sizeof value);
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = level;
    header->cmsg_type = type;
    header->cmsg_len = CMSG_LEN(sizeof value);
    std::memcpy(CMSG_DATA(header), &value, sizeof value);
}

template <typename T>
std::optional<T> value_of(const cmsghdr* header, int level, int type) {
    if (header->cmsg_level != level || header->cmsg_type != type || header->cmsg_len < CMSG_LEN(sizeof(T)))
        return std::nullopt;
    T value{};
    std::memcpy(&value, CMSG_DATA(header), sizeof value);
    return value;
}

template <typename T>
IpAddress address_of(const T& raw) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(&raw);
    return IpAddress::from_bytes(ByteView(bytes, sizeof raw));
}

Duration since_epoch(const timespec& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

int ask_for_packet_info(int fd, Family family) {
    const int level = family == Family::kIpv4 ? IPPROTO_IP : IPPROTO_IPV6;
    const int name = family == Family::kIpv4 ? IP_PKTINFO : IPV6_RECVPKTINFO;
    if (const int error = set_option(fd, level, name); error != 0) return error;
    return set_option(fd, SOL_SOCKET, SO_TIMESTAMPNS);
}

int ask_for_ttl(int fd, Family family) {
    return family == Family::kIpv4 ? set_option(fd, IPPROTO_IP, IP_RECVTTL)
                                   : set_option(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT);
}

void set_packet_info(msghdr& message, ControlBuffer& buffer, unsigned ifindex, const IpAddress& source) {
    if (source.is_v4()) {
        in_pktinfo info{};
        info.ipi_ifindex = static_cast<int>(ifindex);
        std::memcpy(&info.ipi_spec_dst, source.bytes().data(), sizeof info.ipi_spec_dst);
        return put_control(message, buffer, IPPROTO_IP, IP_PKTINFO, info);
    }
    in6_pktinfo info{};
    info.ipi6_ifindex = ifindex;
    std::memcpy(&info.ipi6_addr, source.bytes().data(), sizeof info.ipi6_addr);
    put_control(message, buffer, IPPROTO_IPV6, IPV6_PKTINFO, info);
}

PacketInfo packet_info_of(msghdr& message) {
    PacketInfo info;
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
         header = CMSG_NXTHDR(&message, header)) {
        if (const auto v4 = value_of<in_pktinfo>(header, IPPROTO_IP, IP_PKTINFO)) {
            info.ifindex = static_cast<unsigned>(v4->ipi_ifindex);
            info.destination = address_of(v4->ipi_addr);
        }
        if (const auto v6 = value_of<in6_pktinfo>(header, IPPROTO_IPV6, IPV6_PKTINFO)) {
            info.ifindex = v6->ipi6_ifindex;
            info.destination = address_of(v6->ipi6_addr);
        }
        if (const auto ttl = value_of<int>(header, IPPROTO_IP, IP_TTL)) info.ttl = static_cast<uint8_t>(*ttl);
        if (const auto limit = value_of<int>(header, IPPROTO_IPV6, IPV6_HOPLIMIT))
            info.ttl = static_cast<uint8_t>(*limit);
        if (const auto stamp = value_of<timespec>(header, SOL_SOCKET, SCM_TIMESTAMPNS))
            info.stamped = since_epoch(*stamp);
    }
    return info;
}

TimePoint arrival_time(const PacketInfo& info) {
    if (!info.stamped) return system_now();
    // The wall clock first: if we are interrupted between the two, the arrival seems later, never before the
    // sending.
    timespec wall{};
    HAWSER_CHECK(clock_gettime(CLOCK_REALTIME, &wall) == 0, "a kernel without CLOCK_REALTIME");
    const Duration age = std::max(since_epoch(wall) - *info.stamped, Duration::zero());
    return system_now() - age;
}

}  // namespace hawser::loader
