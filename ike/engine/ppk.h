// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <vector>

#include "ike/engine/failure_words.h"
#include "ike/engine/ike_sa.h"
#include "ike/wire/message.h"

namespace hawser::ike {

/// Makes the PPK part of the SA's keys (RFC 8784 3), after all key exchanges and before AUTH. Its
/// ciphers do not change.
void stir_in(IkeSa& sa, const PostQuantumKey& ppk);

/// USE_PPK in the request of an IKE_SA_INIT.
void append_use_ppk(const ConnectionConfig& config, std::vector<Payload>& request);
/// The peer's IKE_SA_INIT response does not say USE_PPK, and we may not do without.
[[nodiscard]] bool lacks_ppk(const ConnectionConfig& config, const Message& response);

/// What an initiator's IKE_AUTH comes to, by table 1 of RFC 8784.
struct PpkVerdict {
    std::optional<ErrorWords> fault;
    /// What stands in NO_PPK_AUTH, and is to be verified in place of AUTH.
    std::optional<AuthPayload> auth;
};
/// For the connection that the peer's identity means. If a PPK is used, the keys have it afterwards.
[[nodiscard]] PpkVerdict judge_ppk(IkeSa& sa, const Message& request);
/// In the response to it.
void append_ppk_used(const IkeSa& sa, std::vector<Payload>& response);

}  // namespace hawser::ike
