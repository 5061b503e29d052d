// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/bpf/program_port.h"

namespace hawser::loader {

/// Descriptors of the loaded programs, which their owner keeps open as long as a port uses them.
struct ProgramFds {
    int lan = -1;
    int tunnel = -1;
    int bundle = -1;
    int uplink = -1;
    int uplink_in = -1;
    int hub = -1;     ///< -1: not loaded, because nothing needs it
    int hub_in = -1;  ///< likewise
};

/// TC of the running kernel, in the network namespace of the calling thread.
class KernelProgramPort : public ProgramPort {
 public:
    explicit KernelProgramPort(const ProgramFds& fds) : fds_(fds) {}

    Result<void> attach(const Attachment& where) override;
    Result<void> detach(const Attachment& where) override;
    Result<std::vector<Attachment>> attached() override;

 private:
    ProgramFds fds_;
};

/// As KernelProgramPort::attached(), which needs no programs.
Result<std::vector<Attachment>> list_attached();

}  // namespace hawser::loader
