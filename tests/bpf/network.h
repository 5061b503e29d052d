// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace hawser::bpf {

/// The network namespace of this test process: made once, with a LAN (a veth pair `lan0` - `host0`, whose far
/// end is in a second namespace), three layer-3 interfaces `tun1`..`tun3` in the place of XFRM interfaces,
/// and one `bundle0`. It goes with the process.
class Network {
 public:
    /// Fails where the process may not make namespaces or interfaces; the text says what was refused.
    static Result<const Network*> instance();

    [[nodiscard]] uint32_t lan() const { return lan_; }
    [[nodiscard]] uint32_t bundle() const { return bundle_; }
    /// The namespace with `host0` in it; for setns.
    [[nodiscard]] int host_namespace() const { return host_namespace_; }
    [[nodiscard]] int own_namespace() const { return own_namespace_; }
    /// 1..3; others get a number that no interface has.
    [[nodiscard]] uint32_t tunnel(uint32_t id) const { return id <= 3 ? tunnels_[id - 1] : 10000 + id; }

 private:
    static Result<Network> make();

    int host_namespace_ = -1;
    int own_namespace_ = -1;
    uint32_t lan_ = 0;
    uint32_t bundle_ = 0;
    uint32_t tunnels_[3] = {};
};

/// Runs lines of ip(8), without the word `ip`, in one process; stops at the first that fails.
Result<void> ip_batch(const std::string& lines);

}  // namespace hawser::bpf
