// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.h"

namespace hawser::loader {

/// What the kernel knows of a network interface.
struct InterfaceInfo {
    unsigned ifindex = 0;
    /// Of global scope and fit for new connections, in the kernel's order: not link-local, deprecated,
    /// tentative or temporary.
    std::vector<IpAddress> addresses;
    /// Next hops of default routes by this interface, in any table, lowest metric first.
    std::vector<IpAddress> gateways;
};

/// Nothing where there is no such interface. The configuration asks through this, so that tests need no
/// kernel.
using InterfaceLookup = std::function<std::optional<InterfaceInfo>(const std::string& name)>;

/// Asks the kernel by rtnetlink, in the network namespace of the calling thread.
[[nodiscard]] std::optional<InterfaceInfo> lookup_kernel_interface(const std::string& name);

}  // namespace hawser::loader
