// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <vector>

namespace hawser::loader {

/// The group that may use the control socket, where the machine has one of this name.
inline constexpr const char* kControlGroup = "hawser";

/// Who is at the other end of a Unix socket, as the kernel knows it.
struct PeerUser {
    uid_t user = 0;
    std::vector<gid_t> groups;  ///< all of them

    /// Root, who runs this very program, and members of `control`.
    [[nodiscard]] bool may_control(uid_t own, std::optional<gid_t> control) const;
};

/// Empty where the kernel does not say, which it always does of a connected Unix socket.
[[nodiscard]] std::optional<PeerUser> peer_user(int socket);
/// The id of kControlGroup.
[[nodiscard]] std::optional<gid_t> control_group();

}  // namespace hawser::loader
