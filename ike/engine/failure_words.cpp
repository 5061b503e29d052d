// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/failure_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "ike/engine/ts_narrowing.h"

namespace hawser::ike {

namespace {

std::string tries_text(const IkeSa& sa, TimePoint now) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(sa.requests.waiting(now)).count();
    return fmt::format("{} tries in {} s", sa.requests.tries_in_all(), seconds);
}

}  // namespace

std::string silence_text(const IkeSa& sa, std::string_view what, TimePoint now) {
    return fmt::format("peer does not answer {} at {} ({})", what, sa.remote.to_string(),
                       tries_text(sa, now));
}

void fail_unanswered(IkeSa& sa, std::string_view what, TimePoint now) {
    if (sa.suspicion) {
        sa.fail(sa.suspicion->reason, sa.suspicion->text + " (" + tries_text(sa, now) + ")", now);
    } else if (sa.rubbish_heard > 0) {
        sa.fail(
            FailureReason::kPeerSendsRubbish,
            fmt::format("peer at {} answers {} with what cannot be understood ({} datagrams; the last: {})",
                        sa.remote.to_string(), what, sa.rubbish_heard, sa.rubbish_reason),
            now);
    } else {
        sa.fail(FailureReason::kPeerSilent, silence_text(sa, what, now), now);
    }
}

ErrorWords explain_notify(const IkeSa& sa, const NotifyPayload& notify, std::string_view what) {
    const ConnectionConfig& config = *sa.config;
    switch (notify.type) {
        case NotifyType::kAuthenticationFailed:
            return {FailureReason::kPeerRefusesAuthentication,
                    fmt::format("authentication failed: the peer refuses our identity '{}' or our key{} "
                                "(AUTHENTICATION_FAILED in {})",
                                config.local_identity.to_string(),
                                sa.ppk ? ", or has another PPK or none" : "", what)};
        case NotifyType::kNoProposalChosen:
            if (!sa.crypto) {
                return {FailureReason::kNoProposalChosen,
                        fmt::format("no common IKE proposal: we offer {}, peer answers NO_PROPOSAL_CHOSEN",
                                    to_string(config.ike_proposals))};
            }
            return {FailureReason::kNoChildProposalChosen,
                    fmt::format("no common ESP proposal: we offer {}, peer answers NO_PROPOSAL_CHOSEN",
                                to_string(config.esp_proposals))};
        case NotifyType::kTsUnacceptable:
            return {FailureReason::kSelectorsUnacceptable,
                    fmt::format("no common selectors (TS_UNACCEPTABLE): we offer {} === {}",
                                to_string(config.local_selectors), to_string(config.remote_selectors))};
        default:
            break;
    }
    const bool child = sa.crypto.has_value();
    return {child ? FailureReason::kPeerRefusesChild : FailureReason::kProtocolError,
            fmt::format("peer answers {} with {}", what, to_string(notify.type))};
}

std::string clipped(std::string text) {
    constexpr size_t kMax = 400;
    if (text.size() > kMax) text = text.substr(0, kMax) + " ...";
    return text;
}

}  // namespace hawser::ike
