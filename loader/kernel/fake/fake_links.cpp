// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/fake/fake_links.h"

#include <algorithm>
#include <cerrno>

namespace hawser::loader {

Link* FakeLinks::find(int ifindex) {
    const auto found =
        std::find_if(links_.begin(), links_.end(), [&](const Link& link) { return link.ifindex == ifindex; });
    return found == links_.end() ? nullptr : &*found;
}

const Link* FakeLinks::find(const std::string& name) const {
    const auto found =
        std::find_if(links_.begin(), links_.end(), [&](const Link& link) { return link.name == name; });
    return found == links_.end() ? nullptr : &*found;
}

int FakeLinks::add_link(const std::string& name, const std::string& kind, uint32_t mtu) {
    Link link;
    link.ifindex = next_ifindex_++;
    link.name = name;
    link.kind = kind;
    link.mtu = mtu;
    link.up = link.carrier = true;
    links_.push_back(link);
    return link.ifindex;
}

void FakeLinks::add_address(int ifindex, const IpAddress& address, unsigned prefix_length) {
    LinkAddress entry;
    entry.ifindex = ifindex;
    entry.address = address;
    entry.prefix_length = prefix_length;
    entry.global = !address.is_link_local();
    addresses_.push_back(entry);
}

void FakeLinks::remove_addresses(int ifindex) {
    std::erase_if(addresses_, [&](const LinkAddress& address) { return address.ifindex == ifindex; });
}

void FakeLinks::set_carrier(int ifindex, bool carrier) {
    Link* link = find(ifindex);
    HAWSER_CHECK(link != nullptr, "carrier of an interface that is not there");
    link->carrier = carrier;
}

Result<LinkCounters> FakeLinks::read_counters(int ifindex) {
    if (find(ifindex) == nullptr) return Error::system("reading an interface's counters", ENODEV);
    return counters_[ifindex];
}

Result<EnsuredLink> FakeLinks::ensure_xfrm_interface(const XfrmInterfaceSpec& spec) {
    const Link* there = find(spec.name);
    if (there != nullptr && !there->owner()) return Error("interface " + spec.name + " is not ours", EEXIST);
    if (there != nullptr && (there->if_id != spec.if_id || there->underlying != spec.underlying ||
                             there->collect_metadata != spec.collect_metadata)) {
        if (auto deleted = delete_link(there->ifindex); !deleted.ok()) return deleted.error();
        there = nullptr;
    }
    const int ifindex = there != nullptr ? there->ifindex : add_link(spec.name, "xfrm", spec.mtu);
    Link* link = find(ifindex);
    const Link before = *link;
    link->alias = to_alias(spec.owner);
    link->if_id = spec.if_id;
    link->underlying = spec.underlying;
    link->collect_metadata = spec.collect_metadata;
    link->mtu = spec.mtu;
    link->group = spec.group;
    link->up = link->carrier = spec.up;
    const bool changed = there == nullptr || before != *link;
    if (changed) ++changes_;
    return EnsuredLink{.ifindex = ifindex, .changed = changed};
}

Result<void> FakeLinks::set_mtu(int ifindex, uint32_t mtu) {
    Link* link = find(ifindex);
    if (link == nullptr) return Error::system("setting an MTU", ENODEV);
    if (link->mtu != mtu) ++changes_;
    link->mtu = mtu;
    return {};
}

Result<void> FakeLinks::set_up(int ifindex, bool up) {
    Link* link = find(ifindex);
    if (link == nullptr) return Error::system("setting an interface up or down", ENODEV);
    if (link->up != up) ++changes_;
    link->up = link->carrier = up;
    return {};
}

Result<void> FakeLinks::add_address(int ifindex, const IpAddress& address) {
    if (find(ifindex) == nullptr) return Error::system("adding an address", ENODEV);
    const bool there = std::any_of(addresses_.begin(), addresses_.end(), [&](const LinkAddress& one) {
        return one.ifindex == ifindex && one.address == address;
    });
    if (there) return {};
    addresses_.push_back({.ifindex = ifindex,
                          .address = address,
                          .prefix_length = address.bits(),
                          .peer = {},
                          .global = true,
                          .protocol = kAddressProtocol});
    ++changes_;
    return {};
}

Result<void> FakeLinks::delete_address(int ifindex, const IpAddress& address) {
    changes_ += std::erase_if(
        addresses_, [&](const LinkAddress& one) { return one.ifindex == ifindex && one.address == address; });
    return {};
}

Result<void> FakeLinks::delete_link(int ifindex) {
    changes_ += std::erase_if(links_, [&](const Link& link) { return link.ifindex == ifindex; });
    remove_addresses(ifindex);
    return {};
}

}  // namespace hawser::loader
