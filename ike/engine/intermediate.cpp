// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/intermediate.h"

#include <utility>

#include "base/check.h"
#include "ike/crypto/intermediate_auth.h"
#include "ike/engine/ike_sa.h"
#include "ike/engine/key_setup.h"
#include "ike/engine/proposal_additional.h"

namespace hawser::ike {

namespace {

void extend(IkeSa& sa, bool by_initiator, ByteView associated_data, ByteView inner) {
    HAWSER_CHECK(sa.intermediate && sa.crypto, "IKE_INTERMEDIATE was agreed upon");
    const IkeKeys& keys = sa.crypto->keys;
    Bytes& chain = by_initiator ? sa.intermediate->auth_i : sa.intermediate->auth_r;
    chain = intermediate_auth(Prf(sa.crypto->algorithms.prf), (by_initiator ? keys.pi : keys.pr).view(),
                              chain, associated_data, inner);
}

}  // namespace

void begin_intermediate(IkeSa& sa) {
    if (agreed_additional(sa.crypto->algorithms.additional).empty()) return;
    sa.intermediate = std::make_unique<IntermediateProgress>();
}

GroupId due_intermediate(const IkeSa& sa) {
    if (!sa.intermediate || !sa.crypto) return GroupId::kNone;
    const auto groups = agreed_additional(sa.crypto->algorithms.additional);
    return sa.intermediate->done < groups.size() ? groups[sa.intermediate->done] : GroupId::kNone;
}

void note_sent_intermediate(IkeSa& sa, const IkeHeader& header, PayloadType first, ByteView inner) {
    extend(sa, header.from_initiator, intermediate_associated_data(header, first, inner.size()), inner);
}

void note_received_intermediate(IkeSa& sa, const IkeHeader& header, ByteView octets, ByteView inner) {
    const auto associated = intermediate_associated_data(octets, inner.size());
    HAWSER_CHECK(associated.has_value(), "a message that was opened has SK or SKF");
    extend(sa, header.from_initiator, *associated, inner);
}

void complete_intermediate(IkeSa& sa, const SecretBytes& shared_secret) {
    IntermediateProgress& progress = *sa.intermediate;
    ++progress.done;
    // Message ids count from IKE_SA_INIT's 0, and IKE_AUTH comes after the last of these exchanges.
    progress.chunk = intermediate_chunk(progress.auth_i, progress.auth_r, MessageId(progress.done + 1));
    IkeCipherPair old = update_keys(sa, shared_secret);
    progress.old.emplace(IntermediateProgress::OldCipher{MessageId(progress.done), std::move(old.inbound)});
}

const IkeCipher& inbound_cipher(const IkeSa& sa, const IkeHeader& header) {
    const bool old = sa.intermediate && sa.intermediate->old && !header.response &&
                     sa.intermediate->old->request == header.message_id;
    return old ? sa.intermediate->old->inbound : sa.crypto->ciphers.inbound;
}

}  // namespace hawser::ike
