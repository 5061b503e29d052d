// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/ike_status.h"

#include <fmt/format.h>

namespace hawser::loader {
namespace {

int64_t seconds_before(TimePoint then, TimePoint now) {
    return std::chrono::duration_cast<std::chrono::seconds>(now - then).count();
}

StatusChildSa child_status(const ike::ChildSaStatus& child, TimePoint now) {
    StatusChildSa status;
    status.name = child.name;
    status.uniqueid = child.uniqueid;
    status.state = ike::to_string(child.state);
    status.mode = child.mode;
    status.protocol = child.protocol;
    status.encap = child.encap;
    status.spi_in = fmt::format("{:08x}", child.spi_in.value());
    status.spi_out = fmt::format("{:08x}", child.spi_out.value());
    status.if_id = child.if_id.value();
    status.encr_alg = child.encr_alg;
    status.encr_keysize = child.encr_keysize;
    status.integ_alg = child.integ_alg;
    status.dh_group = child.dh_group;
    status.additional_key_exchanges = child.additional_key_exchanges;
    status.esn = child.esn;
    status.install_time = seconds_before(child.install_time, now);
    if (child.rekey_time) status.rekey_time = seconds_before(now, *child.rekey_time);
    if (child.life_time) status.life_time = seconds_before(now, *child.life_time);
    status.local_ts = child.local_ts;
    status.remote_ts = child.remote_ts;
    return status;
}

std::optional<int64_t> last_use(const SaCounters& counters, WallTime now) {
    if (counters.last_used == 0) return std::nullopt;
    return now.time_since_epoch().count() - static_cast<int64_t>(counters.last_used);
}

std::vector<std::string> texts_of(const std::vector<IpAddress>& addresses) {
    std::vector<std::string> texts;
    for (const IpAddress& one : addresses)
        texts.push_back(one.to_string());
    return texts;
}

}  // namespace

void add_usage(StatusChildSa& child, const std::optional<SaCounters>& in,
               const std::optional<SaCounters>& out, WallTime now) {
    if (in) {
        child.bytes_in = in->bytes;
        child.packets_in = in->packets;
        child.use_in = last_use(*in, now);
    }
    if (out) {
        child.bytes_out = out->bytes;
        child.packets_out = out->packets;
        child.use_out = last_use(*out, now);
    }
}

StatusIke ike_status(const ike::SaStatus& sa, TimePoint now) {
    StatusIke status;
    status.uniqueid = sa.uniqueid;
    status.state = ike::to_string(sa.state);
    status.local_host = sa.local_host.to_string();
    status.local_port = sa.local_port;
    status.local_id = sa.local_id;
    status.remote_host = sa.remote_host ? sa.remote_host->to_string() : "any";
    status.remote_port = sa.remote_port;
    status.remote_id = sa.remote_id;
    status.local_vips = texts_of(sa.local_vips);
    status.remote_vips = texts_of(sa.remote_vips);
    status.name_servers = texts_of(sa.name_servers);
    status.initiator = sa.initiator;
    if (sa.uniqueid != 0) {
        status.initiator_spi = fmt::format("{:016x}", sa.initiator_spi.value());
        status.responder_spi = fmt::format("{:016x}", sa.responder_spi.value());
    }
    status.nat_local = sa.nat_local;
    status.nat_remote = sa.nat_remote;
    status.encr_alg = sa.encr_alg;
    status.encr_keysize = sa.encr_keysize;
    status.integ_alg = sa.integ_alg;
    status.prf_alg = sa.prf_alg;
    status.dh_group = sa.dh_group;
    status.additional_key_exchanges = sa.additional_key_exchanges;
    status.ppk = sa.ppk;
    if (sa.rekey_time) status.rekey_time = seconds_before(now, *sa.rekey_time);
    if (sa.renewal) status.reauth_time = seconds_before(now, *sa.renewal);
    if (sa.established) status.established = seconds_before(*sa.established, now);
    for (const ike::ChildSaStatus& child : sa.child_sas)
        status.child_sas.push_back(child_status(child, now));
    return status;
}

}  // namespace hawser::loader
