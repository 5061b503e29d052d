// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "ike/engine/authentication.h"

namespace hawser::bench {

/// A CA that gives each peer a P-256 key and a certificate of its own: no two come with the same, as in life.
class PeerCertificates {
 public:
    /// Files in PEM.
    static Result<PeerCertificates> open(const std::string& ca_file, const std::string& key_file);
    PeerCertificates(PeerCertificates&&) noexcept;
    ~PeerCertificates();

    /// By which the peer with this name authenticates itself, and judges us.
    [[nodiscard]] Result<ike::Authentication> issue(const std::string& dns_name) const;

 private:
    struct Ca;
    explicit PeerCertificates(std::unique_ptr<Ca> ca);
    std::unique_ptr<Ca> ca_;
};

/// A file's bytes; fails where it cannot be read.
Result<Bytes> read_whole(const std::string& file);

}  // namespace hawser::bench
