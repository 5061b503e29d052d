// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/successor.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "ike/crypto/kdf.h"
#include "ike/engine/exchange.h"
#include "ike/engine/window_size.h"

namespace hawser::ike {

namespace {

SaCryptography rekeyed(const SaCryptography& old, const AgreedIkeSa& agreed) {
    const NoncePair nonces{agreed.nonce_i, agreed.nonce_r};
    // 2.18: by the old SA's PRF, because the exchange belongs to the old SA.
    const SecretBytes skeyseed = derive_chained_skeyseed_rekey(
        Prf(old.algorithms.prf), old.keys.d.view(), {agreed.shared_secret, agreed.additional}, nonces);
    const IkeSpi initiator_spi = agreed.initiator ? agreed.own_spi : agreed.peer_spi;
    const IkeSpi responder_spi = agreed.initiator ? agreed.peer_spi : agreed.own_spi;
    IkeKeys keys = derive_ike_keys(agreed.algorithms, skeyseed.view(), nonces, initiator_spi, responder_spi);
    IkeCipherPair ciphers = IkeCipherPair::from_keys(agreed.algorithms, keys, agreed.initiator);
    return {agreed.algorithms, std::move(keys), std::move(ciphers)};
}

/// Tasks about Child SAs go with them; the rest was about the old SA.
void move_tasks(IkeSa& old, IkeSa& heir, EngineContext& context) {
    for (auto& task : old.queue.take_all()) {
        if (task->concerns_child()) heir.queue.push_back(std::move(task));
    }
    start_next_task(heir, context);
}

}  // namespace

std::vector<ByteView> views_of(const std::vector<SecretBytes>& secrets) {
    std::vector<ByteView> views;
    for (const SecretBytes& one : secrets)
        views.push_back(one.view());
    return views;
}

IkeSa& make_successor(const IkeSa& old, EngineContext& context, const AgreedIkeSa& agreed) {
    IkeSa& sa = context.sas.add_authenticated({++context.sas_begun, agreed.initiator, agreed.own_spi,
                                               old.config, old.local, old.remote, context.now});
    sa.peer_spi = agreed.peer_spi;
    sa.nat_local = old.nat_local;
    sa.nat_remote = old.nat_remote;
    sa.peer = old.peer;
    sa.peer_wants_child_group = old.peer_wants_child_group;
    sa.mobike = old.mobike;
    sa.last_sent = context.now;
    sa.fragmentation.agreed = old.fragmentation.agreed;
    sa.fragmentation.packet_bytes = old.fragmentation.packet_bytes;
    sa.peer_identity = old.peer_identity;
    sa.inner = old.inner;
    sa.ppk = old.ppk;  // in the SK_d that its keys are made from
    sa.lineage = old.lineage;
    sa.crypto.emplace(rekeyed(*old.crypto, agreed));
    sa.inherit_evidence(old);
    open_window(sa);
    sa.established_at = context.now;
    sa.superseded = true;
    sa.expires_at = context.now + context.options.rekeyed_ike_lifetime;
    sa.set_state(IkeSaState::kEstablished,
                 fmt::format("{} rekeyed by {}", sa.config->remote_identity.to_string(),
                             sa.initiator() ? "us" : "the peer"));
    context.touched.push_back(sa.own_spi());
    return sa;
}

void inherit(IkeSa& old, IkeSa& heir, EngineContext& context) {
    heir.may_inherit_from.reset();
    for (const ChildSa& child : old.children)
        context.children.give(child.spi_in, heir.own_spi());
    heir.children.insert(heir.children.end(), std::make_move_iterator(old.children.begin()),
                         std::make_move_iterator(old.children.end()));
    old.children.clear();
    heir.retired.insert(heir.retired.end(), old.retired.begin(), old.retired.end());
    old.retired.clear();
    // An SA that another one has replaced altogether stays replaced.
    heir.superseded = old.superseded;
    heir.expires_at = old.expires_at;
    heir.renew_at = old.renew_at;
    heir.lifetime = schedule(heir.config->ike_lifetime, heir.initiator(), context.random, context.now);
    old.superseded = true;
    old.lifetime = {};
    old.renew_at.reset();
    old.refused_since.reset();
    old.expires_at = context.now + context.options.rekeyed_ike_lifetime;
    context.touched.push_back(old.own_spi());
    context.touched.push_back(heir.own_spi());
    move_tasks(old, heir, context);
}

void inherit_if_waiting(IkeSa& sa, EngineContext& context) {
    if (!sa.may_inherit_from) return;
    IkeSa* old = context.sas.find(*std::exchange(sa.may_inherit_from, std::nullopt));
    const bool waits = old != nullptr && old->state() == IkeSaState::kEstablished && old->config == sa.config;
    if (waits) inherit(*old, sa, context);
}

}  // namespace hawser::ike
