// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "loader/kernel/links.h"
#include "loader/kernel/xfrm_port.h"

namespace hawser::loader {

/// The kernel's interfaces and their addresses.
class LinkPort {
 public:
    virtual ~LinkPort() = default;

    virtual Result<std::vector<Link>> list_links() = 0;
    virtual Result<std::vector<LinkAddress>> list_addresses() = 0;
    /// Fails with ENODEV where there is no such interface.
    virtual Result<LinkCounters> read_counters(int ifindex) = 0;

    /// Makes the interface, or makes it so: no call that changes anything if it already is. An interface of
    /// ours with another if_id or device is made anew; one of this name that is not ours is an error.
    /// IPv6 link-local addresses are off on it.
    virtual Result<EnsuredLink> ensure_xfrm_interface(const XfrmInterfaceSpec& spec) = 0;
    virtual Result<void> set_mtu(int ifindex, uint32_t mtu) = 0;
    virtual Result<void> set_up(int ifindex, bool up) = 0;
    /// Puts an address of ours on an interface: it alone, without a route for a network. One that is there
    /// already is no error.
    virtual Result<void> add_address(int ifindex, const IpAddress& address) = 0;
    /// No such address is no error.
    virtual Result<void> delete_address(int ifindex, const IpAddress& address) = 0;
    /// No such interface is no error.
    virtual Result<void> delete_link(int ifindex) = 0;
};

/// Those of `links` that are ours by their alias.
[[nodiscard]] std::vector<Link> our_links(const std::vector<Link>& links);
/// The if_ids of our interfaces.
[[nodiscard]] IfIdSet our_if_ids(const std::vector<Link>& links);

}  // namespace hawser::loader
