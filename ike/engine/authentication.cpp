// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/authentication.h"

#include "ike/crypto/signature.h"

namespace hawser::ike {

namespace {

Result<void> check_local(const LocalAuthentication& local) {
    if (local.psk && local.credential) return Error("both a pre-shared key and a certificate of ours");
    if (local.credential) return {};
    if (!local.psk || local.psk->empty()) return Error("no pre-shared key and no certificate of ours");
    return {};
}

Result<void> check_remote(const RemoteAuthentication& remote) {
    if (remote.psk && remote.authorities) {
        return Error("both a pre-shared key and certificates are expected of the peer");
    }
    if (remote.authorities) {
        if (remote.authorities->authorities().empty())
            return Error("no CA to trust the peer's certificate by");
        return {};
    }
    if (!remote.psk || remote.psk->empty()) return Error("no pre-shared key of the peer's and no CA");
    return {};
}

}  // namespace

std::vector<HashAlgorithm> Authentication::all_signature_hashes() {
    const auto all = supported_signature_hashes();
    return {all.begin(), all.end()};
}

Result<void> Authentication::validate() const {
    if (auto checked = check_local(local); !checked) return checked;
    if (auto checked = check_remote(remote); !checked) return checked;
    return ppk.validate();
}

}  // namespace hawser::ike
