// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "loader/bpf/program_port.h"

namespace hawser::loader {

/// Attachments in memory. Tests say which interfaces exist; attaching to another fails as in the kernel
/// (ENODEV).
class FakeProgramPort : public ProgramPort {
 public:
    Result<void> attach(const Attachment& where) override;
    Result<void> detach(const Attachment& where) override;
    Result<std::vector<Attachment>> attached() override;

    void add_interface(uint32_t ifindex) { interfaces_.insert(ifindex); }
    /// Takes its programs with it.
    void remove_interface(uint32_t ifindex);
    /// The next attach fails with `text`, and changes nothing.
    void fail_next_attach(std::string text) { failure_ = std::move(text); }

 private:
    std::set<uint32_t> interfaces_;
    std::set<Attachment> attached_;
    std::optional<std::string> failure_;
};

}  // namespace hawser::loader
