// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "base/result.h"
#include "loader/bpf/owned_fd.h"
#include "loader/bpf/program_port.h"

namespace hawser::loader {

/// The folder where everything is pinned. A value: names alone, no descriptors.
class PinDir {
 public:
    explicit PinDir(std::string path) : path_(std::move(path)) {}

    /// Makes the folder and the one for programs, for root alone. Fails where it would not be on a BPF file
    /// system, and says how to mount one.
    Result<void> create() const;

    /// Descriptor of what is pinned as `name`; none where nothing is.
    Result<OwnedFd> open(const std::string& name) const;
    Result<void> pin(int fd, const std::string& name) const;
    /// Pins in place of what may be there: there is always one or the other.
    Result<void> replace(int fd, const std::string& name) const;
    /// Succeeds where nothing is pinned as `name`.
    Result<void> unpin(const std::string& name) const;
    /// Every pin below the folder, and the folder; succeeds where there is none. Not more than that: a folder
    /// that is not on a BPF file system is left alone, whatever is in it.
    Result<void> remove() const;

    [[nodiscard]] const std::string& path() const { return path_; }
    /// Below the folder.
    [[nodiscard]] static std::string program_name(Hook hook) {
        return std::string("prog/") + to_string(hook);
    }
    /// Of the program that is about to take its place.
    [[nodiscard]] static std::string next_program_name(Hook hook) { return program_name(hook) + "_next"; }

 private:
    [[nodiscard]] std::string at(const std::string& name) const { return path_ + "/" + name; }
    std::string path_;
};

}  // namespace hawser::loader
