// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/auth_files.h"

namespace hawser::loader {

const PskOutcome& AuthFiles::psk(const std::string& path) {
    auto [entry, is_new] = keys_.try_emplace(path);
    if (is_new) entry->second = read_psk_file(path);
    return entry->second;
}

const CredentialOutcome& AuthFiles::credential(const std::string& cert_file, const std::string& key_file) {
    auto [entry, is_new] = credentials_.try_emplace({cert_file, key_file});
    if (is_new) entry->second = read_credential(cert_file, key_file);
    return entry->second;
}

const TrustOutcome& AuthFiles::trust(const TrustFiles& files) {
    auto [entry, is_new] = trusted_.try_emplace(files);
    if (is_new) entry->second = read_trust(files);
    return entry->second;
}

}  // namespace hawser::loader
