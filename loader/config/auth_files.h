// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <string>
#include <utility>

#include "loader/config/credential_files.h"
#include "loader/config/psk_file.h"

namespace hawser::loader {

/// Reads each key, certificate and set of CAs once, however many tunnels share it.
class AuthFiles {
 public:
    const PskOutcome& psk(const std::string& path);
    const CredentialOutcome& credential(const std::string& cert_file, const std::string& key_file);
    const TrustOutcome& trust(const TrustFiles& files);

 private:
    std::map<std::string, PskOutcome> keys_;
    std::map<std::pair<std::string, std::string>, CredentialOutcome> credentials_;
    std::map<TrustFiles, TrustOutcome> trusted_;
};

}  // namespace hawser::loader
