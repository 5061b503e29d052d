// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/peer_user.h"

#include <grp.h>
#include <sys/socket.h>

#include <algorithm>

namespace hawser::loader {

bool PeerUser::may_control(uid_t own, std::optional<gid_t> control) const {
    if (user == 0 || user == own) return true;
    return control && std::find(groups.begin(), groups.end(), *control) != groups.end();
}

std::optional<PeerUser> peer_user(int socket) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return std::nullopt;
    PeerUser found{.user = credentials.uid, .groups = {}};
    // The supplementary ones (Linux 4.13); the kernel says how many there are where there is no room.
    size = 0;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, nullptr, &size) != 0 && size > 0) {
        found.groups.resize(size / sizeof(gid_t));
        if (::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, found.groups.data(), &size) != 0)
            found.groups.clear();
    }
    found.groups.push_back(credentials.gid);
    return found;
}

std::optional<gid_t> control_group() {
    const group* found = ::getgrnam(kControlGroup);
    return found == nullptr ? std::nullopt : std::optional(found->gr_gid);
}

}  // namespace hawser::loader
