// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace hawser::loader {

/// Kernel switches under /proc/sys/net of this network namespace.
class SysctlPort {
 public:
    virtual ~SysctlPort() = default;
    /// `name` is a path below /proc/sys/net: `ipv4/conf/eth0/rp_filter`.
    virtual Result<std::string> read(std::string_view name) = 0;
    /// Writes only if the value is another one. Returns whether it was.
    virtual Result<bool> ensure(std::string_view name, std::string_view value) = 0;
};

/// What a tunnel's XFRM interface needs: rp_filter loose (2), because the effective value is the larger of
/// `all` and the interface's, and packets come back by any tunnel; no router advertisements.
/// The bundle interface is left as it is.
[[nodiscard]] Result<void> ensure_tunnel_sysctls(SysctlPort& sysctl, std::string_view interface_name);

}  // namespace hawser::loader
