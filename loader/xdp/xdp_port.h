// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "bpf/abi.h"
#include "loader/xdp/xdp_decision.h"

namespace hawser::loader {

/// XDP programs of ours on interfaces, and what they are told.
class XdpPort {
 public:
    virtual ~XdpPort() = default;

    virtual InterfaceFacts facts(const std::string& interface) = 0;
    /// Puts the program in the place of an earlier one of ours; others' programs stay where the kernel can
    /// have several.
    virtual Result<void> attach(XdpHook hook, uint32_t ifindex, XdpMode mode) = 0;
    /// Every program of ours; succeeds where there is none.
    virtual Result<void> detach(uint32_t ifindex) = 0;
    /// Whether one of ours is there, by this or an earlier daemon.
    virtual Result<bool> is_attached(uint32_t ifindex) = 0;
    virtual Result<void> configure(uint32_t ifindex, const hw_xdp& settings) = 0;
    /// Makes the CPUs 0..count-1 ready to take packets.
    virtual Result<void> prepare_cpus(uint32_t count) = 0;
};

}  // namespace hawser::loader
