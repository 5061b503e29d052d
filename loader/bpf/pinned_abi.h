// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>

#include "base/result.h"
#include "loader/bpf/pin_dir.h"

namespace hawser::loader {

/// What a user can do about pinned maps that cannot be used.
inline constexpr const char* kFlushRemedy =
    "the programs that are attached go on forwarding with them; to give up their flows and begin anew, stop "
    "the daemon and run \"hawserd --flush\"";

/// Version of the ABI of the maps that are pinned; HW_ABI_VERSION where none are, or where their maker was
/// killed before it wrote anything. Fails where it is one that this program does not know: before any layout
/// is compared, because a map of another version may differ in layout too, and the version is the clearer
/// word.
Result<uint32_t> pinned_abi_version(const PinDir& dir);

}  // namespace hawser::loader
