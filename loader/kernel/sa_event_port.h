// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "base/ip_address.h"
#include "base/result.h"
#include "loader/kernel/sa.h"

namespace hawser::loader {

/// An SA has carried as much as one of its limits says.
struct SaExpiry {
    SaKey key;
    bool hard = false;  ///< the kernel has deleted it
    auto operator<=>(const SaExpiry&) const = default;
};

/// ESP in UDP has come for an incoming SA from elsewhere than its peer is known to be: the peer's NAT may have
/// a new mapping. The packet was authentic, where it came from is anybody's word.
struct SaMapping {
    SaKey key;
    Endpoint seen;
    auto operator<=>(const SaMapping&) const = default;
};

/// What the kernel tells of SAs (XFRM_MSG_EXPIRE, XFRM_MSG_MAPPING), each once and everybody's: SAs of other
/// programs that have an if_id or a reqid are among them.
class SaEventPort {
 public:
    struct Taken {
        std::vector<SaExpiry> expiries;
        std::vector<SaMapping> mappings;
        /// The socket's buffer was too small, and more has happened than these: ask for every SA's counters.
        bool lost = false;
    };

    virtual ~SaEventPort() = default;
    /// Readable when there is something to take. Owned by the port; never read it oneself.
    [[nodiscard]] virtual int fd() const = 0;
    /// Everything since the last call; does not block.
    virtual Result<Taken> take() = 0;
};

}  // namespace hawser::loader
