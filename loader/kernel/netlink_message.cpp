// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/netlink_message.h"

#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

#include <cstring>
#include <string>
#include <utility>

#include "base/check.h"

namespace hawser::loader {
namespace {

// A multipath route over a thousand tunnels still fits.
constexpr size_t kCapacity = 16384;
// libnl clears all of it: a hub that installs thousands of SAs does not want more than those take.
constexpr size_t kSmallCapacity = 1024;

}  // namespace

NetlinkMessage::NetlinkMessage(uint16_t type, uint16_t flags) : NetlinkMessage(type, flags, kCapacity) {}

NetlinkMessage NetlinkMessage::small(uint16_t type, uint16_t flags) {
    return {type, flags, kSmallCapacity};
}

NetlinkMessage::NetlinkMessage(uint16_t type, uint16_t flags, size_t capacity)
    : message_(nlmsg_alloc_size(capacity)) {
    HAWSER_CHECK(message_ != nullptr, "no memory for a netlink message");
    const void* header = nlmsg_put(message_, 0, 0, type, 0, NLM_F_REQUEST | NLM_F_ACK | flags);
    HAWSER_CHECK(header != nullptr, "an empty netlink message has room for its header");
}

NetlinkMessage::NetlinkMessage(NetlinkMessage&& other) noexcept
    : message_(std::exchange(other.message_, nullptr)) {}

NetlinkMessage::~NetlinkMessage() {
    if (message_ == nullptr) return;
    nlmsghdr* header = nlmsg_hdr(message_);
    explicit_bzero(nlmsg_data(header), header->nlmsg_len - NLMSG_HDRLEN);
    nlmsg_free(message_);
}

size_t NetlinkMessage::append_aligned(ByteView bytes) {
    const size_t offset = size();
    HAWSER_CHECK(nlmsg_append(message_, const_cast<uint8_t*>(bytes.data()), bytes.size(), NLMSG_ALIGNTO) == 0,
                 "netlink message too long");
    return offset;
}

void NetlinkMessage::put(uint16_t attribute, ByteView value) {
    HAWSER_CHECK(nla_put(message_, attribute, static_cast<int>(value.size()), value.data()) == 0,
                 "netlink message too long");
}

void NetlinkMessage::put_u32(uint16_t attribute, uint32_t value) {
    put_struct(attribute, value);
}

void NetlinkMessage::put_string(uint16_t attribute, std::string_view value) {
    const std::string terminated(value);
    put(attribute, {reinterpret_cast<const uint8_t*>(terminated.c_str()), terminated.size() + 1});
}

size_t NetlinkMessage::begin_nest(uint16_t attribute) {
    const size_t start = size();
    put(attribute, {});
    return start;
}

void NetlinkMessage::end_nest(size_t start) {
    const auto length = static_cast<uint16_t>(size() - start);
    overwrite(start + offsetof(nlattr, nla_len), {reinterpret_cast<const uint8_t*>(&length), sizeof(length)});
}

void NetlinkMessage::overwrite(size_t offset, ByteView bytes) {
    HAWSER_CHECK(offset + bytes.size() <= size(), "overwriting past the end of a netlink message");
    std::memcpy(reinterpret_cast<uint8_t*>(nlmsg_hdr(message_)) + offset, bytes.data(), bytes.size());
}

size_t NetlinkMessage::size() const {
    return nlmsg_hdr(message_)->nlmsg_len;
}

ByteView NetlinkMessage::bytes() const {
    return {reinterpret_cast<const uint8_t*>(nlmsg_hdr(message_)), size()};
}

}  // namespace hawser::loader
