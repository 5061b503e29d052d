// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace hawser::loader::doctor {

/// The machine as the doctor sees it. Nothing here changes anything.
class Machine {
 public:
    virtual ~Machine() = default;

    /// The whole of a file, 4 MiB at most.
    virtual Result<std::string> read(const std::string& path) = 0;
    /// Names in a folder, without `.` and `..`; empty where there is none.
    virtual std::vector<std::string> list(const std::string& folder) = 0;
    /// Where a symbolic link points; empty where there is none.
    virtual std::string link_target(const std::string& path) = 0;
    /// Standard output of a program from the usual folders, whatever its exit status. Fails where there is no
    /// such program, or where it has not ended after ten seconds.
    virtual Result<std::string> run(const std::vector<std::string>& words) = 0;
    /// Of the system call uname(2).
    virtual std::string kernel_release() = 0;
    virtual bool clock_synchronised() = 0;
    virtual int year() = 0;
};

/// This machine, in the network namespace of the calling thread.
class ThisMachine final : public Machine {
 public:
    Result<std::string> read(const std::string& path) override;
    std::vector<std::string> list(const std::string& folder) override;
    std::string link_target(const std::string& path) override;
    Result<std::string> run(const std::vector<std::string>& words) override;
    std::string kernel_release() override;
    bool clock_synchronised() override;
    int year() override;
};

}  // namespace hawser::loader::doctor
