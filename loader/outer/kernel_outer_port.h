// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <string>

#include "bpf/abi.h"
#include "loader/bpf/map_table.h"
#include "loader/bpf/owned_fd.h"
#include "loader/outer/outer_port.h"

namespace hawser::loader {

/// The pinned maps of a loaded data plane.
class KernelOuterPort final : public OuterPort {
 public:
    struct Fds {
        OwnedFd outers;
        OwnedFd spis;
        OwnedFd uplinks;
        OwnedFd strays;
    };

    /// `pin_dir`: where BpfObject has pinned them.
    static Result<std::unique_ptr<OuterPort>> open(const std::string& pin_dir = HW_PIN_DIR);
    explicit KernelOuterPort(Fds fds);

    Result<OuterPlan> read_plan() override;
    Result<void> apply(const OuterPlan& wanted) override;
    Result<void> list_spi(const SpiName& name, TunnelId tunnel) override;
    Result<void> unlist_spi(const SpiName& name) override;
    Result<std::set<SpiName>> listed_spis() override;
    Result<std::vector<Stray>> read_strays() override;

 private:
    Fds fds_;
    MapTable<hw_outer_key, uint32_t> outers_;
    MapTable<hw_spi_key, hw_spi> spis_;
    MapTable<uint32_t, uint32_t> uplinks_;
    MapTable<hw_stray_key, hw_stray> strays_;
};

}  // namespace hawser::loader
