// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <vector>

namespace hawser::loader {

/// Where the CAs and their CRLs are.
struct TrustFiles {
    std::vector<std::string> ca_files;
    std::string ca_dir;  ///< its files `*.pem`, `*.crt`, `*.cer` and `*.der`; empty: none
    std::vector<std::string> crl_files;

    auto operator<=>(const TrustFiles&) const = default;
    [[nodiscard]] bool has_authorities() const { return !ca_files.empty() || !ca_dir.empty(); }
};

}  // namespace hawser::loader
