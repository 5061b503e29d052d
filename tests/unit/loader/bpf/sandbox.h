// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "loader/bpf/bpf_object.h"
#include "loader/plan/map_plan.h"

namespace hawser::loader {

/// A network namespace, a mount namespace and a BPF file system for one test alone, so that nothing on this
/// machine is seen or touched. Skips where the machine does not allow it.
class BpfSandbox : public testing::Test {
 protected:
    void SetUp() override;
    void TearDown() override;

    /// Loads with this sandbox's pins; what it logs is added to `logged`.
    Result<std::unique_ptr<BpfObject>> open(uint32_t flow_capacity = 1024);
    /// One end's ifindex of a new pair, named `name` and `name`p.
    uint32_t add_veth(const std::string& name);
    /// Files below the pin directory, relative to it, ascending.
    [[nodiscard]] std::vector<std::string> pins() const;
    /// Id of the pinned map, which another map of the same name would not have.
    [[nodiscard]] uint32_t map_id(const std::string& name) const;

    std::string mount_point;
    std::string pin_dir;
    std::vector<std::string> logged;

 private:
    bool mounted_ = false;
};

/// Succeeds where the command exits with status 0; its output is dropped.
bool run(const std::string& command);
/// Standard output of the command.
std::string output_of(const std::string& command);

/// A plan with two tunnels in one bundle, an exception and a selector: enough to touch every map.
MapPlan small_plan(uint32_t seed = 7);

}  // namespace hawser::loader
