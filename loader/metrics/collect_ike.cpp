// SPDX-License-Identifier: BSD-2-Clause
#include "loader/metrics/collect.h"

namespace hawser::loader {
namespace {

void collect_sas(const StatusPeer& peer, const StatusTunnel& tunnel, const Status& status, MetricPage& page) {
    const MetricLabels labels{{"peer", peer.name}, {"tunnel", tunnel.name}, {"uplink", tunnel.uplink}};
    const StatusIke& ike = tunnel.ike;
    page.gauge("hawser_ike_sa_established", "Whether the tunnel has an IKE SA that is authenticated", labels,
               ike.established ? 1 : 0);
    if (ike.established) {
        page.gauge("hawser_ike_sa_established_timestamp_seconds", "When its IKE SA was authenticated", labels,
                   static_cast<double>(status.time.time_since_epoch().count() - *ike.established));
    }
    page.gauge("hawser_child_sas", "Child SAs of the tunnel, those that are being replaced included", labels,
               static_cast<double>(ike.child_sas.size()));
}

void collect_counts(const IkeCounts& counts, MetricPage& page) {
    constexpr std::string_view kHandshakes =
        "IKE SAs that were begun, by what became of them: established, refused in IKE_AUTH, or abandoned "
        "by the peer that began";
    page.counter("hawser_ike_handshakes_total", kHandshakes, {{"result", "established"}}, counts.established);
    page.counter("hawser_ike_handshakes_total", kHandshakes, {{"result", "refused"}}, counts.refused);
    page.counter("hawser_ike_handshakes_total", kHandshakes, {{"result", "abandoned"}}, counts.abandoned);
    constexpr std::string_view kMessages = "IKE datagrams";
    page.counter("hawser_ike_datagrams_total", kMessages, {{"direction", "in"}}, counts.datagrams_in);
    page.counter("hawser_ike_datagrams_total", kMessages, {{"direction", "out"}}, counts.datagrams_out);
    page.counter("hawser_ike_retransmissions_total", "IKE requests that were sent again", {},
                 counts.retransmissions);
    for (const auto& [reason, count] : counts.dropped) {
        page.counter("hawser_ike_drops_total", "IKE datagrams that were not taken", {{"reason", reason}},
                     count);
    }
}

}  // namespace

void collect_ike(const MetricsSnapshot& snapshot, MetricPage& page) {
    for (const StatusPeer& peer : snapshot.status.peers) {
        for (const StatusTunnel& tunnel : peer.tunnels)
            collect_sas(peer, tunnel, snapshot.status, page);
    }
    collect_counts(snapshot.ike, page);
}

}  // namespace hawser::loader
