// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "ike/wire/constants.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/proposal.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// RFC 7296 section 3.3: a list of proposals, of which the responder chooses one.
///
/// An SA payload without proposals is legal here, because a real peer sends it (OpenIKED on Linux, when every
/// algorithm of its configuration was dropped): it is an offer that nobody can take, to be answered with
/// NO_PROPOSAL_CHOSEN, and no reason to refuse the whole message.
struct SaPayload {
    static constexpr PayloadType kType = PayloadType::kSecurityAssociation;

    std::vector<Proposal> proposals;

    static ParseResult<SaPayload> parse(ByteView body);
    void serialize(ByteWriter& writer) const;
    /// `ESP:AES_GCM_16_128/NO_EXT_SEQ, ESP:AES_CBC_256/HMAC_SHA2_256_128/NO_EXT_SEQ`
    [[nodiscard]] std::string to_string() const;
    bool operator==(const SaPayload&) const = default;
};

}  // namespace hawser::ike
