// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/netlink_links.h"

#include <fmt/format.h>
#include <linux/netlink.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "loader/kernel/kernel.h"
#include "loader/kernel/link_encoding.h"

namespace hawser::loader {
namespace {

bool kernel_has_ipv6() {
    return access("/proc/sys/net/ipv6", F_OK) == 0;
}

bool same_tunnel(const Link& link, const XfrmInterfaceSpec& spec) {
    return link.if_id == spec.if_id && link.underlying == spec.underlying &&
           link.collect_metadata == spec.collect_metadata;
}

/// An XFRM interface without an alias is one whose maker was killed before it could give it; with our if_id
/// and name it is ours.
bool may_take_over(const Link& link, const XfrmInterfaceSpec& spec) {
    if (link.kind != "xfrm") return false;
    return link.owner().has_value() || (link.alias.empty() && link.if_id == spec.if_id);
}

bool is_configured(const Link& link, const XfrmInterfaceSpec& spec) {
    return link.owner() == spec.owner && link.mtu == spec.mtu && link.group == spec.group;
}

}  // namespace

Result<std::unique_ptr<LinkPort>> open_link_port() {
    Result<NetlinkSocket> socket = NetlinkSocket::open(NETLINK_ROUTE);
    if (!socket.ok()) return socket.error().within("interfaces");
    return std::unique_ptr<LinkPort>(std::make_unique<NetlinkLinks>(*std::move(socket)));
}

Result<std::vector<Link>> NetlinkLinks::list_links() {
    std::vector<Link> links;
    const auto visit = [&](const nlmsghdr& message) {
        if (auto link = decode_link(message)) links.push_back(*std::move(link));
    };
    const Result<void> listed =
        socket_.query(encode_list_links(), "listing interfaces", visit, [&] { links.clear(); });
    if (!listed.ok()) return listed.error();
    return links;
}

Result<std::vector<LinkAddress>> NetlinkLinks::list_addresses() {
    std::vector<LinkAddress> addresses;
    const auto visit = [&](const nlmsghdr& message) {
        if (auto address = decode_address(message)) addresses.push_back(*address);
    };
    const Result<void> listed =
        socket_.query(encode_list_addresses(), "listing addresses", visit, [&] { addresses.clear(); });
    if (!listed.ok()) return listed.error();
    return addresses;
}

Result<LinkCounters> NetlinkLinks::read_counters(int ifindex) {
    const std::string doing = fmt::format("reading the counters of interface {}", ifindex);
    std::optional<LinkCounters> counters;
    const auto visit = [&](const nlmsghdr& message) { counters = decode_counters(message); };
    if (auto got = socket_.query(encode_get_link(ifindex), doing, visit); !got.ok()) return got.error();
    if (!counters) return Error(doing + ": the kernel tells none");
    return *counters;
}

Result<std::optional<Link>> NetlinkLinks::find(const std::string& name) {
    std::optional<Link> found;
    const auto visit = [&](const nlmsghdr& message) { found = decode_link(message); };
    const Result<void> got =
        socket_.query(encode_get_link(name), fmt::format("looking for interface {}", name), visit);
    if (!got.ok() && got.error().error_number() != ENODEV) return got.error();
    return found;
}

Result<Link> NetlinkLinks::create(const XfrmInterfaceSpec& spec) {
    const std::string doing =
        fmt::format("making XFRM interface {} (if_id {})", spec.name, spec.if_id.value());
    if (auto created = socket_.request(encode_create_xfrm(spec), doing); !created.ok()) {
        return created.error();
    }
    Result<std::optional<Link>> made = find(spec.name);
    if (!made.ok()) return made.error();
    if (!made->has_value()) return Error::system(doing, ENODEV);
    return **made;
}

Result<void> NetlinkLinks::configure(int ifindex, const XfrmInterfaceSpec& spec) {
    return socket_.request(encode_configure_xfrm(ifindex, spec, kernel_has_ipv6()),
                           fmt::format("setting up XFRM interface {}", spec.name));
}

Result<EnsuredLink> NetlinkLinks::ensure_xfrm_interface(const XfrmInterfaceSpec& spec) {
    HAWSER_CHECK((spec.if_id.value() == 0) == spec.collect_metadata,
                 "an XFRM interface has an if_id, or it is that of all of them");
    Result<std::optional<Link>> found = find(spec.name);
    if (!found.ok()) return found.error();
    std::optional<Link> link = *found;
    EnsuredLink result;
    if (link && !may_take_over(*link, spec)) {
        return Error(fmt::format("interface {} is there and not ours", spec.name), EEXIST);
    }
    if (link && !same_tunnel(*link, spec)) {
        if (auto deleted = delete_link(link->ifindex); !deleted.ok()) return deleted.error();
        link.reset();
    }
    if (!link) {
        Result<Link> created = create(spec);
        if (!created.ok()) return created.error();
        link = *created;
        result.changed = true;
    }
    result.ifindex = link->ifindex;
    if (!is_configured(*link, spec)) {
        if (auto set = configure(link->ifindex, spec); !set.ok()) return set.error();
        result.changed = true;
    }
    if (link->up != spec.up) {
        if (auto set = set_up(link->ifindex, spec.up); !set.ok()) return set.error();
        result.changed = true;
    }
    return result;
}

Result<void> NetlinkLinks::set_mtu(int ifindex, uint32_t mtu) {
    return socket_.request(encode_set_mtu(ifindex, mtu),
                           fmt::format("setting the MTU of interface {} to {}", ifindex, mtu));
}

Result<void> NetlinkLinks::set_up(int ifindex, bool up) {
    return socket_.request(encode_set_up(ifindex, up),
                           fmt::format("setting interface {} {}", ifindex, up ? "up" : "down"));
}

Result<void> NetlinkLinks::add_address(int ifindex, const IpAddress& address) {
    Result<void> added =
        socket_.request(encode_add_address(ifindex, address),
                        fmt::format("putting {} on interface {}", address.to_string(), ifindex));
    if (!added.ok() && added.error().error_number() == EEXIST) return {};
    return added;
}

Result<void> NetlinkLinks::delete_address(int ifindex, const IpAddress& address) {
    Result<void> deleted =
        socket_.request(encode_delete_address(ifindex, address),
                        fmt::format("taking {} off interface {}", address.to_string(), ifindex));
    const bool gone = !deleted.ok() && (deleted.error().error_number() == EADDRNOTAVAIL ||
                                        deleted.error().error_number() == ENODEV);
    return gone ? Result<void>() : deleted;
}

Result<void> NetlinkLinks::delete_link(int ifindex) {
    Result<void> deleted =
        socket_.request(encode_delete_link(ifindex), fmt::format("deleting interface {}", ifindex));
    if (!deleted.ok() && deleted.error().error_number() == ENODEV) return {};
    return deleted;
}

}  // namespace hawser::loader
