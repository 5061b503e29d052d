// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ip_address.h"
#include "ike/wire/notify_payload.h"
#include "ike/wire/parse_result.h"

// What is inside of the notifies that carry more than a number: each with a function that makes the notify,
// and one that reads its data. SIGNATURE_HASH_ALGORITHMS is in hash_algorithm.h.
namespace hawser::ike {

/// Where a REDIRECT points, or a REDIRECTED_FROM comes from (RFC 5685 section 6).
struct GatewayIdentity {
    /// Exactly one of them.
    std::optional<IpAddress> address;
    std::string fqdn;
    bool operator==(const GatewayIdentity&) const = default;
};

/// REDIRECT. `nonce` is Ni in the answer to IKE_SA_INIT, where it tells the initiator that the answer is to
/// its own request (section 4.1), and empty later.
[[nodiscard]] NotifyPayload redirect(const GatewayIdentity& to, ByteView nonce = {});
struct Redirect {
    GatewayIdentity to;
    Bytes nonce;
};
/// Refuses an identity that is neither an address nor a printable name of up to 255 bytes.
[[nodiscard]] ParseResult<Redirect> parse_redirect(const NotifyPayload& notify);
/// REDIRECTED_FROM, in the IKE_SA_INIT to the new gateway.
[[nodiscard]] NotifyPayload redirected_from(const GatewayIdentity& from);
[[nodiscard]] ParseResult<GatewayIdentity> parse_redirected_from(const NotifyPayload& notify);

/// ADDITIONAL_IP4_ADDRESS or ADDITIONAL_IP6_ADDRESS (RFC 4555 section 4.2.2).
[[nodiscard]] NotifyPayload additional_address(const IpAddress& address);
[[nodiscard]] ParseResult<IpAddress> parse_additional_address(const NotifyPayload& notify);
/// NO_NATS_ALLOWED: source and destination of the message that carries it (section 4.2.6).
[[nodiscard]] NotifyPayload no_nats_allowed(const Endpoint& source, const Endpoint& destination);
struct NoNatsAllowed {
    Endpoint source;
    Endpoint destination;
};
[[nodiscard]] ParseResult<NoNatsAllowed> parse_no_nats_allowed(const NotifyPayload& notify);
/// COOKIE2: 8 to 64 bytes, sent back as they came (section 4.2.5).
[[nodiscard]] ParseResult<Bytes> parse_cookie2(const NotifyPayload& notify);

/// TICKET_LT_OPAQUE: for how many seconds a ticket may be presented, and the ticket (RFC 5723 section 7.2).
[[nodiscard]] NotifyPayload ticket_with_lifetime(uint32_t lifetime_seconds, ByteView ticket);
struct TicketWithLifetime {
    uint32_t lifetime_seconds = 0;
    Bytes ticket;
};
[[nodiscard]] ParseResult<TicketWithLifetime> parse_ticket_with_lifetime(const NotifyPayload& notify);
/// TICKET_OPAQUE, in IKE_SESSION_RESUME.
[[nodiscard]] NotifyPayload ticket_opaque(ByteView ticket);
[[nodiscard]] ParseResult<Bytes> parse_ticket_opaque(const NotifyPayload& notify);

/// QUICK_CRASH_DETECTION: the token, 16 to 128 bytes (RFC 6290 section 4.2).
[[nodiscard]] NotifyPayload qcd_token(ByteView token);
[[nodiscard]] ParseResult<Bytes> parse_qcd_token(const NotifyPayload& notify);

/// SET_WINDOW_SIZE: how many requests its sender keeps state for (RFC 7296 section 2.3). Zero is refused.
[[nodiscard]] NotifyPayload set_window_size(uint32_t size);
[[nodiscard]] ParseResult<uint32_t> parse_set_window_size(const NotifyPayload& notify);

/// PPK_IDENTITY with a PPK_ID of the fixed type, 2 (RFC 8784 section 5.1). Type 1 is opaque and unused.
[[nodiscard]] NotifyPayload ppk_identity(ByteView ppk_id);
[[nodiscard]] ParseResult<Bytes> parse_ppk_identity(const NotifyPayload& notify);

}  // namespace hawser::ike
