// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/certificate_request.h"

#include <set>

namespace hawser::ike {

namespace {

/// A hub with a CA for each of its peers would fill its IKE_SA_INIT with names. The peer may send a
/// certificate that nobody has asked for; 32 names are 640 bytes.
constexpr size_t kMaxNames = 32;

}  // namespace

std::vector<CertRequestPayload> certificate_requests_in(const Message& message) {
    std::vector<CertRequestPayload> requests;
    for (const auto* one : message.all<CertRequestPayload>())
        requests.push_back(*one);
    return requests;
}

void append_certificate_request(const ConnectionConfig& config, std::vector<Payload>& payloads) {
    const auto& authorities = config.auth.remote.authorities;
    if (authorities) payloads.push_back(authorities->request());
}

void append_certificate_request(const ConnectionTable& connections, const IpAddress& local,
                                const IpAddress& remote, std::vector<Payload>& payloads) {
    // One more than can be named shows that there are too many.
    const auto trusted = connections.trusted(local, remote, kMaxNames + 1);
    if (trusted.empty()) return;
    std::set<CertRequestPayload::KeyHash> names;
    for (const TrustStore* one : trusted) {
        for (const Certificate& authority : one->authorities())
            names.insert(authority.key_hash());
    }
    CertRequestPayload request;
    // Without a name it asks for any certificate.
    if (names.size() <= kMaxNames) request.key_hashes.assign(names.begin(), names.end());
    payloads.push_back(std::move(request));
}

}  // namespace hawser::ike
