// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/sa_payload.h"

#include "ike/wire/limits.h"
#include "ike/wire/reader.h"

namespace hawser::ike {

ParseResult<SaPayload> SaPayload::parse(ByteView body) {
    ByteReader reader(body);
    SaPayload payload;
    bool last = reader.empty();
    while (!reader.empty()) {
        if (last && !payload.proposals.empty()) return invalid_syntax("bytes after the last proposal");
        if (payload.proposals.size() == limits::kProposals) return invalid_syntax("too many proposals");
        auto proposal = Proposal::parse(reader, last);
        if (!proposal) return proposal.refusal();
        payload.proposals.push_back(*std::move(proposal));
    }
    if (!last) return invalid_syntax("SA payload ends where another proposal is announced");
    return payload;
}

void SaPayload::serialize(ByteWriter& writer) const {
    for (size_t i = 0; i < proposals.size(); ++i)
        proposals[i].serialize(writer, i + 1 == proposals.size());
}

std::string SaPayload::to_string() const {
    std::string text;
    for (const Proposal& proposal : proposals)
        text += (text.empty() ? "" : ", ") + proposal.to_string();
    return text;
}

}  // namespace hawser::ike
