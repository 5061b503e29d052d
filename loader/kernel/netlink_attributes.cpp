// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/netlink_attributes.h"

#include <linux/netlink.h>

#include <algorithm>

namespace hawser::loader {

NetlinkAttributes::NetlinkAttributes(ByteView attributes) {
    while (attributes.size() >= NLA_HDRLEN) {
        nlattr header;
        std::memcpy(&header, attributes.data(), sizeof(header));
        if (header.nla_len < NLA_HDRLEN || header.nla_len > attributes.size()) return;
        const size_t type = header.nla_type & NLA_TYPE_MASK;
        if (type < kMax) values_[type] = attributes.subspan(NLA_HDRLEN, header.nla_len - NLA_HDRLEN);
        attributes = attributes.subspan(std::min<size_t>(attributes.size(), NLA_ALIGN(header.nla_len)));
    }
}

ByteView NetlinkAttributes::get(uint16_t type) const {
    return type < kMax ? values_[type] : ByteView{};
}

std::string NetlinkAttributes::string(uint16_t type) const {
    const ByteView value = get(type);
    return {value.begin(), std::find(value.begin(), value.end(), uint8_t{0})};
}

std::optional<IpAddress> NetlinkAttributes::address(uint16_t type) const {
    const ByteView value = get(type);
    if (value.size() != 4 && value.size() != 16) return std::nullopt;
    return IpAddress::from_bytes(value);
}

ByteView message_payload(const nlmsghdr& message) {
    if (message.nlmsg_len < NLMSG_HDRLEN) return {};
    return {reinterpret_cast<const uint8_t*>(&message) + NLMSG_HDRLEN, message.nlmsg_len - NLMSG_HDRLEN};
}

}  // namespace hawser::loader
