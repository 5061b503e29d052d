// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/auth_mapping.h"

namespace hawser::loader {

ike::Authentication authentication_of(const AuthConfig& auth) {
    ike::Authentication both = ike::Authentication::by_psk(auth.psk);
    if (auth.credential) both.local = {nullptr, auth.credential};
    if (auth.authorities) both.remote = {nullptr, auth.authorities, auth.revocation};
    both.ppk = auth.ppk;
    if (!auth.signature_authentication) both.hashes.clear();
    return both;
}

Result<ike::Identity> local_identity_of(const AuthConfig& auth, const IpAddress& local) {
    if (!auth.local_id.empty()) return ike::Identity::parse(auth.local_id);
    if (auth.credential) return auth.credential->identity();
    return ike::Identity::from_address(local);
}

}  // namespace hawser::loader
