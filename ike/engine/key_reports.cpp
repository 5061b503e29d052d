// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/key_reports.h"

namespace hawser::ike {

void KeyReports::report(const IkeSa& sa, Outbox& outbox) {
    // An established SA has forgotten them, after they were told.
    if (!sa.crypto || sa.crypto->keys.ei.empty()) return;
    const IkeKeys& keys = sa.crypto->keys;
    SecretBytes& told = told_[sa.own_spi()];
    if (equal_in_constant_time(told.view(), keys.ei.view())) return;
    told = keys.ei.clone();
    const IkeAlgorithms& algorithms = sa.crypto->algorithms;
    IkeKeysMade made;
    made.connection = sa.config->id;
    made.initiator_spi = sa.initiator_spi();
    made.responder_spi = sa.responder_spi();
    made.encryption = algorithms.encryption;
    made.encryption_key_bits = algorithms.key_bits;
    if (algorithms.integrity != IntegrityId::kNone) made.integrity = algorithms.integrity;
    made.from_initiator = {keys.ei.clone(), keys.ai.clone()};
    made.from_responder = {keys.er.clone(), keys.ar.clone()};
    outbox.push(std::move(made));
}

}  // namespace hawser::ike
