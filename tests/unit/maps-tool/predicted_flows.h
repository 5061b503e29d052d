// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "maps-tool/report.h"
#include "tests/bpf/fixture.h"

namespace hawser::maps {

/// The programs at work, and the tool over their own maps. Skipped where the machine or the user may not have
/// that.
class LiveMaps : public bpf::DataPlaneTest {
 protected:
    void SetUp() override;
    void TearDown() override;

    struct Outcome {
        int status = -1;
        std::string out;
        std::string err;
    };
    /// hawser-maps with these arguments and the maps of the programs, now.
    [[nodiscard]] Outcome run(
        std::vector<std::string> arguments, const std::function<bool()>& stop = [] { return true; }) const;
    /// `flow get` of the flow, as JSON.
    [[nodiscard]] Json ask(const bpf::Flow& flow) const;
    /// The tunnel that `flow get` names; 0: none.
    [[nodiscard]] uint32_t predicted(const bpf::Flow& flow) const;
    /// Sends one packet of the flow from the LAN, and answers the tunnel that carried it; 0: dropped.
    [[nodiscard]] uint32_t taken(const bpf::Flow& flow);

    static uint64_t now_ns();
    std::string folder;

 private:
    void pin_maps();
    std::string mount_point_;
};

}  // namespace hawser::maps
