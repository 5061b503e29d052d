// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/secret_bytes.h"
#include "ike/crypto/x509/certificate.h"
#include "ike/engine/resume_session.h"

namespace hawser::ike {

/// Makes and opens a gateway's tickets "by value" (RFC 5723 6.1):
///
/// | key number (4) | nonce (12) | AES-256-GCM { state } | ICV (16) |
///
/// The key is derived from a lasting secret and the number of the day, so that it changes by itself; tickets
/// of the day before are still opened. Times in a ticket are the calendar's, which outlives a restart.
class TicketMaker {
 public:
    /// Without a secret one is drawn when it is needed: tickets then die with the process.
    TicketMaker(RandomSource& random, std::shared_ptr<const SecretBytes> secret)
        : random_(random), secret_(std::move(secret)) {}

    /// Good for `lifetime`, at most a day. Nothing if OpenSSL fails. The state's serial number is set here.
    [[nodiscard]] std::optional<Bytes> issue(SessionState& state, Duration lifetime, CalendarTime now);
    /// Nothing if it is not one of ours, or has expired.
    [[nodiscard]] std::optional<SessionState> open(ByteView ticket, CalendarTime now);
    /// All tickets so far have smaller serial numbers.
    [[nodiscard]] uint64_t next_serial(CalendarTime now) const;
    /// What of a pre-shared key goes into a ticket.
    [[nodiscard]] Bytes credential_mark(ByteView key);

 private:
    [[nodiscard]] SecretBytes key_of(uint32_t day);
    [[nodiscard]] ByteView secret();

    RandomSource& random_;
    std::shared_ptr<const SecretBytes> secret_;
    uint64_t last_serial_ = 0;
};

}  // namespace hawser::ike
