// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/children.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "ike/crypto/kdf.h"

namespace hawser::ike {

namespace {

void fill_keys(const IkeSa& sa, const ChildAlgorithms& algorithms, InstallChildSa& install) {
    const Prf prf(sa.crypto->algorithms.prf);
    ChildKeys keys =
        derive_child_keys(prf, sa.crypto->keys.d.view(), algorithms, {}, {sa.init.nonce_i, sa.init.nonce_r});
    // 2.17: the first keys are those of the traffic from the initiator to the responder.
    ChildSaKeys from_initiator{std::move(keys.encryption_i), std::move(keys.integrity_i)};
    ChildSaKeys from_responder{std::move(keys.encryption_r), std::move(keys.integrity_r)};
    install.keys_out = std::move(sa.initiator() ? from_initiator : from_responder);
    install.keys_in = std::move(sa.initiator() ? from_responder : from_initiator);
}

ChildSa child_of(const IkeSa& sa, EngineContext& context, AgreedChild agreed) {
    ChildSa child;
    child.handle = context.children.next_handle();
    child.spi_in = agreed.spi_in;
    child.spi_out = agreed.spi_out;
    child.algorithms = agreed.algorithms;
    child.local_selectors = std::move(agreed.selectors.local);
    child.remote_selectors = std::move(agreed.selectors.remote);
    child.local = sa.local;
    child.remote = sa.remote;
    // Forced encapsulation has moved IKE to the NAT port as well, so that the ports tell (RFC 7296 2.23).
    child.udp_encapsulation =
        sa.local.port == context.options.nat_port &&
        (sa.nat_local || sa.nat_remote || sa.config->encapsulation == Encapsulation::kForced);
    child.installed_at = context.now;
    return child;
}

}  // namespace

void install_child(IkeSa& sa, EngineContext& context, AgreedChild agreed,
                   std::optional<ChildHandle> replaces) {
    HAWSER_CHECK(context.children.in_use(agreed.spi_in), "a Child SA's inbound SPI comes from the registry");
    ChildSa child = child_of(sa, context, std::move(agreed));
    InstallChildSa install;
    install.connection = sa.config->id;
    install.connection_name = sa.config->name;
    install.child = child.handle;
    install.if_id = sa.config->if_id;
    install.spi_in = child.spi_in;
    install.spi_out = child.spi_out;
    fill_keys(sa, child.algorithms, install);
    install.encryption = child.algorithms.encryption;
    install.encryption_key_bits = child.algorithms.key_bits;
    if (child.algorithms.integrity != IntegrityId::kNone) install.integrity = child.algorithms.integrity;
    install.esn = child.algorithms.esn;
    install.local = child.local;
    install.remote = child.remote;
    install.udp_encapsulation = child.udp_encapsulation;
    install.local_selectors = child.local_selectors;
    install.remote_selectors = child.remote_selectors;
    install.replaces = replaces;
    context.outbox.push(std::move(install));
    ++context.counters.child_sas_installed;
    sa.children.push_back(std::move(child));
}

void remove_child(IkeSa& sa, EngineContext& context, ChildHandle handle) {
    const auto found = std::find_if(sa.children.begin(), sa.children.end(),
                                    [handle](const ChildSa& one) { return one.handle == handle; });
    HAWSER_CHECK(found != sa.children.end(), "the Child SA is one of this IKE SA");
    context.outbox.push(RemoveChildSa{sa.config->id, found->handle, found->spi_in, found->spi_out});
    context.children.release_spi(found->spi_in);
    sa.children.erase(found);
}

void remove_children(IkeSa& sa, EngineContext& context) {
    while (!sa.children.empty())
        remove_child(sa, context, sa.children.front().handle);
}

const ChildSa* find_child_by_outbound(const IkeSa& sa, EspSpi spi) {
    const auto found = std::find_if(sa.children.begin(), sa.children.end(),
                                    [spi](const ChildSa& one) { return one.spi_out == spi; });
    return found == sa.children.end() ? nullptr : &*found;
}

}  // namespace hawser::ike
