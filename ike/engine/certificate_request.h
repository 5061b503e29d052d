// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "ike/engine/connection_table.h"
#include "ike/wire/message.h"

namespace hawser::ike {

/// The CERTREQ payloads of a message (RFC 7296 3.7).
[[nodiscard]] std::vector<CertRequestPayload> certificate_requests_in(const Message& message);

/// Asks for a certificate of the connection's CAs, if the peer is to have one.
void append_certificate_request(const ConnectionConfig& config, std::vector<Payload>& payloads);

/// Asks for a certificate of the CAs of all connections that have these addresses: in IKE_SA_INIT a responder
/// does not know yet which it will be.
void append_certificate_request(const ConnectionTable& connections, const IpAddress& local,
                                const IpAddress& remote, std::vector<Payload>& payloads);

}  // namespace hawser::ike
