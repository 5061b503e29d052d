// SPDX-License-Identifier: BSD-2-Clause
#pragma once

// The names of drops, for everything in user space that shows them.

#include <array>
#include <cstdint>
#include <string_view>

#include "bpf/abi.h"

namespace hawser {

struct DropName {
    std::string_view name;
    bool dropped = true;  ///< false: counted alone, the packet goes on
};

/// By enum hw_drop.
inline constexpr std::array kDropNames{
    DropName{"none", false},
    DropName{"malformed"},
    DropName{"no_tunnel"},
    DropName{"no_bundle"},
    DropName{"ts_mismatch"},
    DropName{"ttl_expired"},
    DropName{"no_ring", false},
    DropName{"redirect_failed"},
    DropName{"loop"},
    DropName{"bad_l2"},
    DropName{"pin_full", false},
    DropName{"not_unicast"},
    DropName{"bad_source"},
    DropName{"tiny_fragment"},
    DropName{"late_first", false},
    DropName{"proven_full", false},
    DropName{"wrong_uplink"},
    DropName{"foreign_source"},
    DropName{"unknown_spi"},
    DropName{"ike_flood"},
    DropName{"spread_failed", false},
    DropName{"bad_extensions"},
    DropName{"bad_probe"},
    DropName{"unread_fragment", false},
};
static_assert(kDropNames.size() == HW_DROP_COUNT, "every drop has a name");

}  // namespace hawser
