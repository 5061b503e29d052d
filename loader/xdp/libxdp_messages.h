// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

namespace hawser::loader {

/// While it lives, libxdp is silent, and its last warning is kept.
class LibxdpMessages {
 public:
    LibxdpMessages();
    ~LibxdpMessages();
    LibxdpMessages(const LibxdpMessages&) = delete;
    LibxdpMessages& operator=(const LibxdpMessages&) = delete;

    /// Empty where there was none.
    [[nodiscard]] static std::string last_warning();
};

}  // namespace hawser::loader
