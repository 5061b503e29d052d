// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/children.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "ike/crypto/kdf.h"
#include "ike/engine/path_change.h"

namespace hawser::ike {

namespace {

void fill_keys(const IkeSa& sa, const ChildAlgorithms& algorithms, const ChildKeySource& source,
               InstallChildSa& install) {
    const Prf prf(sa.crypto->algorithms.prf);
    ChainedSecrets secrets{source.shared_secret.view(), {}};
    for (const SecretBytes& one : source.additional)
        secrets.additional.push_back(one.view());
    ChildKeys keys = derive_chained_child_keys(prf, sa.crypto->keys.d.view(), algorithms, secrets,
                                               {source.nonce_i, source.nonce_r});
    // 2.17: the first keys are those of the traffic from the initiator to the responder.
    ChildSaKeys from_initiator{std::move(keys.encryption_i), std::move(keys.integrity_i)};
    ChildSaKeys from_responder{std::move(keys.encryption_r), std::move(keys.integrity_r)};
    install.keys_out = std::move(source.initiator ? from_initiator : from_responder);
    install.keys_in = std::move(source.initiator ? from_responder : from_initiator);
}

ChildSa child_of(const IkeSa& sa, EngineContext& context, AgreedChild agreed, bool creator) {
    ChildSa child;
    child.handle = context.children.next_handle(agreed.spi_in);
    child.spi_in = agreed.spi_in;
    child.spi_out = agreed.spi_out;
    child.algorithms = agreed.algorithms;
    child.local_selectors = std::move(agreed.selectors.local);
    child.remote_selectors = std::move(agreed.selectors.remote);
    child.local = sa.local;
    child.remote = sa.remote;
    child.udp_encapsulation = encapsulates(sa, context.options);
    child.installed_at = context.now;
    child.lifetime = schedule(sa.config->child_lifetime, creator, context.random, context.now);
    return child;
}

InstallChildSa install_action(const IkeSa& sa, const ChildSa& child) {
    InstallChildSa install;
    install.connection = sa.config->id;
    install.connection_name = sa.config->name;
    install.child = child.handle;
    install.if_id = sa.config->if_id;
    install.spi_in = child.spi_in;
    install.spi_out = child.spi_out;
    install.encryption = child.algorithms.encryption;
    install.encryption_key_bits = child.algorithms.key_bits;
    if (child.algorithms.integrity != IntegrityId::kNone) install.integrity = child.algorithms.integrity;
    install.esn = child.algorithms.esn;
    install.local = child.local;
    install.remote = child.remote;
    install.udp_encapsulation = child.udp_encapsulation;
    install.local_selectors = child.local_selectors;
    install.remote_selectors = child.remote_selectors;
    install.replaces = child.replaces;
    install.use = child.sends;
    return install;
}

void stop_sending(EngineContext& context, const ConnectionConfig* config) {
    for (IkeSa* sa : context.sas.of(config)) {
        for (ChildSa& child : sa->children)
            child.sends = false;
    }
}

bool is_usable(const ChildSa& child) {
    return !child.redundant && child.state != ChildSaState::kDeleting;
}

/// The pair that carries the connection when `leaving` has gone: the one that was made to replace it, else
/// the newest. `ending`: an SA whose pairs all go.
std::pair<IkeSa*, ChildSa*> follower_of(const EngineContext& context, const IkeSa& sa, const ChildSa& leaving,
                                        const IkeSa* ending) {
    std::pair<IkeSa*, ChildSa*> best{nullptr, nullptr};
    for (IkeSa* other : context.sas.of(sa.config.get())) {
        if (other == ending || other->state() != IkeSaState::kEstablished) continue;
        for (ChildSa& child : other->children) {
            if (child.handle == leaving.handle || !is_usable(child)) continue;
            if (child.replaces == leaving.handle) return {other, &child};
            if (best.second == nullptr || best.second->handle < child.handle) best = {other, &child};
        }
    }
    return best;
}

void hand_over(EngineContext& context, const IkeSa& sa, const ChildSa& leaving, const IkeSa* ending) {
    if (!leaving.sends) return;
    const auto [heir, child] = follower_of(context, sa, leaving, ending);
    if (child == nullptr) return;
    use_child(*heir, context, *child);
    context.touched.push_back(heir->own_spi());
}

void remove_retired(IkeSa& sa, EngineContext& context, size_t index) {
    const RetiredChildSa gone = sa.retired[index];
    context.outbox.push(RemoveChildSa{sa.config->id, gone.handle, gone.spi_in, gone.spi_out});
    context.children.release_spi(gone.spi_in);
    sa.retired.erase(sa.retired.begin() + static_cast<std::ptrdiff_t>(index));
}

}  // namespace

ChildKeySource ChildKeySource::of_initial_exchange(const IkeSa& sa) {
    return {sa.init.nonce_i, sa.init.nonce_r, {}, sa.initiator()};
}

ChildSa& install_child(IkeSa& sa, EngineContext& context, AgreedChild agreed, const ChildKeySource& source,
                       ChildPlacement placement) {
    HAWSER_CHECK(context.children.in_use(agreed.spi_in), "a Child SA's inbound SPI comes from the registry");
    ChildSa child = child_of(sa, context, std::move(agreed), source.initiator);
    child.replaces = placement.replaces;
    child.use_at = placement.use_at;
    child.sends = placement.use;
    InstallChildSa install = install_action(sa, child);
    install.limits =
        traffic_limits(sa.config->child_lifetime, child.algorithms.esn, source.initiator, context.random);
    fill_keys(sa, child.algorithms, source, install);
    context.outbox.push(std::move(install));
    ++context.counters.child_sas_installed;
    if (child.sends) stop_sending(context, sa.config.get());
    context.children.give(child.spi_in, sa.own_spi());
    sa.children.push_back(std::move(child));
    return sa.children.back();
}

void use_child(IkeSa& sa, EngineContext& context, ChildSa& child) {
    child.use_at.reset();
    if (child.sends) return;
    stop_sending(context, sa.config.get());
    child.sends = true;
    context.outbox.push(UseChildSa{sa.config->id, child.handle});
}

void retire_child(IkeSa& sa, EngineContext& context, ChildHandle handle) {
    constexpr size_t kMaxRetired = 16;  // however fast a peer rekeys
    const auto found = std::find_if(sa.children.begin(), sa.children.end(),
                                    [handle](const ChildSa& one) { return one.handle == handle; });
    HAWSER_CHECK(found != sa.children.end(), "the Child SA is one of this IKE SA");
    hand_over(context, sa, *found, nullptr);
    context.outbox.push(RetireChildSa{sa.config->id, handle});
    if (sa.retired.size() == kMaxRetired) remove_retired(sa, context, 0);
    sa.retired.push_back(
        {handle, found->spi_in, found->spi_out, context.now + context.options.replaced_child_lifetime});
    sa.children.erase(found);
}

void remove_children(IkeSa& sa, EngineContext& context) {
    while (!sa.children.empty()) {
        const ChildSa& child = sa.children.front();
        hand_over(context, sa, child, &sa);
        context.outbox.push(RemoveChildSa{sa.config->id, child.handle, child.spi_in, child.spi_out});
        context.children.release_spi(child.spi_in);
        sa.children.erase(sa.children.begin());
    }
    while (!sa.retired.empty())
        remove_retired(sa, context, 0);
}

void remove_retired(IkeSa& sa, EngineContext& context) {
    while (!sa.retired.empty() && sa.retired.front().remove_at <= context.now)
        remove_retired(sa, context, 0);
}

ChildSa* find_child_by_outbound(IkeSa& sa, EspSpi spi) {
    const auto found = std::find_if(sa.children.begin(), sa.children.end(),
                                    [spi](const ChildSa& one) { return one.spi_out == spi; });
    return found == sa.children.end() ? nullptr : &*found;
}

const ChildSa* sending_child(const EngineContext& context, const ConnectionConfig* config) {
    for (const IkeSa* sa : context.sas.of(config)) {
        for (const ChildSa& child : sa->children) {
            if (child.sends) return &child;
        }
    }
    return nullptr;
}

}  // namespace hawser::ike
