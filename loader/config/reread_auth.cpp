// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/reread_auth.h"

#include <utility>

#include "ike/wire/identity.h"

namespace hawser::loader {
namespace {

Result<void> check_identity(const AuthConfig& auth) {
    if (!auth.credential || auth.local_id.empty()) return {};
    const auto identity = ike::Identity::parse(auth.local_id);
    if (!identity) return identity.error();
    return ike::certificate_confirms(auth.credential->certificate(), *identity);
}

}  // namespace

Result<AuthConfig> reread_auth(const AuthConfig& auth, AuthFiles& files) {
    AuthConfig read = auth;
    if (!auth.psk_file.empty()) {
        const PskOutcome& outcome = files.psk(auth.psk_file);
        if (!outcome.key) return Error(outcome.failure.text);
        read.psk = outcome.key;
    }
    for (size_t i = 0; i < auth.ppk_files.size(); ++i) {
        const PskOutcome& outcome = files.psk(auth.ppk_files[i]);
        if (!outcome.key) return Error(outcome.failure.text);
        read.ppk.keys[i].key = outcome.key;
    }
    if (!auth.cert_file.empty()) {
        const CredentialOutcome& outcome = files.credential(auth.cert_file, auth.key_file);
        if (!outcome.credential) return Error(outcome.failure.text);
        read.credential = outcome.credential;
    }
    if (auth.trust.has_authorities()) {
        const TrustOutcome& outcome = files.trust(auth.trust);
        if (!outcome.authorities) return Error(outcome.failure.text);
        read.authorities = outcome.authorities;
    }
    if (auto checked = check_identity(read); !checked) return checked.error();
    return read;
}

}  // namespace hawser::loader
