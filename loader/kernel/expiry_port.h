// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "base/result.h"
#include "loader/kernel/sa.h"

namespace hawser::loader {

/// An SA has carried as much as one of its limits says.
struct SaExpiry {
    SaKey key;
    bool hard = false;  ///< the kernel has deleted it
    auto operator<=>(const SaExpiry&) const = default;
};

/// What the kernel tells of SAs' limits (XFRM_MSG_EXPIRE), each once and everybody's: SAs of other programs
/// that have an if_id are among them.
class ExpiryPort {
 public:
    struct Taken {
        std::vector<SaExpiry> expiries;
        /// The socket's buffer was too small, and more has happened than these: ask for every SA's counters.
        bool lost = false;
    };

    virtual ~ExpiryPort() = default;
    /// Readable when there is something to take. Owned by the port; never read it oneself.
    [[nodiscard]] virtual int fd() const = 0;
    /// Everything since the last call; does not block.
    virtual Result<Taken> take() = 0;
};

}  // namespace hawser::loader
