// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "loader/xdp/xdp_object.h"
#include "loader/xdp/xdp_port.h"

namespace hawser::loader {

/// The running kernel through libxdp, whose dispatcher lets several programs share an interface. What is
/// attached stays when the daemon ends.
class KernelXdpPort final : public XdpPort {
 public:
    explicit KernelXdpPort(const std::string& pin_dir = HW_PIN_DIR) : dir_(pin_dir) {}

    InterfaceFacts facts(const std::string& interface) override;
    Result<void> attach(XdpHook hook, uint32_t ifindex, XdpMode mode) override;
    Result<void> detach(uint32_t ifindex) override;
    Result<bool> is_attached(uint32_t ifindex) override;
    Result<void> configure(uint32_t ifindex, const hw_xdp& settings) override;
    Result<void> prepare_cpus(uint32_t count) override;

 private:
    /// Of a map that the first of the programs makes.
    Result<OwnedFd> map(const char* name);
    PinDir dir_;
};

/// For `hawserd --flush`: every XDP program of ours on every interface.
Result<void> remove_xdp_programs();

}  // namespace hawser::loader
