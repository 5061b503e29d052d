// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "base/result.h"

namespace hawser::loader {

/// Held while a daemon runs, so that a second one does not adopt what the first one is still changing. Given
/// back by the kernel when the process ends, however it ends.
class InstanceLock {
 public:
    /// Locks `path`, making its folder where it is missing. Fails if somebody holds it.
    static Result<InstanceLock> take(const std::string& path);

    InstanceLock(InstanceLock&& other) noexcept;
    InstanceLock& operator=(InstanceLock&&) = delete;
    InstanceLock(const InstanceLock&) = delete;
    InstanceLock& operator=(const InstanceLock&) = delete;
    ~InstanceLock();

 private:
    explicit InstanceLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace hawser::loader
