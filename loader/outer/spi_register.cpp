// SPDX-License-Identifier: BSD-2-Clause
#include "loader/outer/spi_register.h"

#include <cerrno>

#include "bpf/abi.h"
#include "loader/config/config.h"

namespace hawser::loader {
namespace {

SpiName name_of(const SaKey& key) {
    return {key.destination, key.spi};
}

/// 0 for an if_id that is none of ours.
TunnelId tunnel_of(IfId if_id) {
    const uint32_t id = if_id.value() - kTunnelIfIdBase;
    return TunnelId(if_id.value() > kTunnelIfIdBase && id < HW_MAX_TUNNELS ? id : 0);
}

}  // namespace

Result<void> SpiRegister::add_sa(const SaRequest& request) {
    const SaKey key = request.key();
    if (auto listed = outers_.list_spi(name_of(key), tunnel_of(key.if_id)); !listed) return listed;
    auto added = inner_.add_sa(request);
    // EEXIST: it is another SA's name too.
    if (!added.ok() && added.error().error_number() != EEXIST) (void)outers_.unlist_spi(name_of(key));
    return added;
}

Result<void> SpiRegister::move_sa(const SaKey& key, const IpAddress& source, const IpAddress& destination,
                                  const std::optional<EspEncap>& encap) {
    const SpiName moved{destination, key.spi};
    if (auto listed = outers_.list_spi(moved, tunnel_of(key.if_id)); !listed) return listed;
    auto done = inner_.move_sa(key, source, destination, encap);
    if (done.ok() && destination != key.destination) return outers_.unlist_spi(name_of(key));
    return done;
}

Result<void> SpiRegister::delete_sa(const SaKey& key) {
    if (auto deleted = inner_.delete_sa(key); !deleted) return deleted;
    return outers_.unlist_spi(name_of(key));
}

Result<std::vector<SaInfo>> SpiRegister::list_sas(const IfIdSet& ours) {
    auto sas = inner_.list_sas(ours);
    if (!sas) return sas;
    for (const SaInfo& sa : *sas) {
        if (sa.key.spi == 0) continue;
        auto listed = outers_.list_spi(name_of(sa.key), tunnel_of(sa.key.if_id));
        if (!listed) return listed.error();
    }
    return sas;
}

}  // namespace hawser::loader
