// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "ike/engine/ike_sa.h"

namespace hawser::ike {

/// `peer does not answer IKE_SA_INIT at 203.0.113.10[500] (5 tries in 26 s)`
[[nodiscard]] std::string silence_text(const IkeSa& sa, std::string_view what, TimePoint now);

/// Ends an attempt that has run out of tries, with the best explanation there is: an error notify that nobody
/// vouched for, datagrams that could not be understood, or silence.
void fail_unanswered(IkeSa& sa, std::string_view what, TimePoint now);

/// What an error notify from the peer means for an attempt, in words. `what` is the exchange.
struct ErrorWords {
    FailureReason reason;
    std::string text;
};
[[nodiscard]] ErrorWords explain_notify(const IkeSa& sa, const NotifyPayload& notify, std::string_view what);

/// Text that a peer has a hand in, cut to what fits a line.
[[nodiscard]] std::string clipped(std::string text);

}  // namespace hawser::ike
