// SPDX-License-Identifier: BSD-2-Clause
#include "loader/metrics/collect.h"

namespace hawser::loader {
namespace {

MetricLabels labels_of(const StatusPeer& peer, const StatusTunnel& tunnel) {
    return {{"peer", peer.name}, {"tunnel", tunnel.name}, {"uplink", tunnel.uplink}};
}

MetricLabels with(MetricLabels labels, const char* label, const std::string& value) {
    labels.emplace_back(label, value);
    return labels;
}

void collect_state(const StatusTunnel& tunnel, const MetricLabels& labels, MetricPage& page) {
    MetricLabels facts = with(labels, "endpoint", tunnel.endpoint);
    page.gauge("hawser_tunnel_info", "Where the tunnel leads and by which interface; always 1",
               with(std::move(facts), "interface", tunnel.interface), 1);
    page.gauge("hawser_tunnel_up", "Whether the tunnel carries packets: up, degraded or draining", labels,
               tunnel.state == StatusState::kDown ? 0 : 1);
    for (const StatusState state :
         {StatusState::kDown, StatusState::kDegraded, StatusState::kUp, StatusState::kDraining}) {
        page.gauge("hawser_tunnel_health_state", "Whether the tunnel is in this state",
                   with(labels, "state", std::string(to_string(state))), tunnel.state == state ? 1 : 0);
    }
    page.gauge("hawser_tunnel_suspect",
               "Whether the programs avoid the tunnel because nothing comes back by it", labels,
               tunnel.suspect.empty() ? 0 : 1);
    page.gauge("hawser_tunnel_state_since_timestamp_seconds", "When the tunnel came into its state", labels,
               static_cast<double>(tunnel.since.time_since_epoch().count()));
    page.gauge("hawser_tunnel_tier", "The tunnel's tier; lower ones are preferred", labels, tunnel.tier);
    page.gauge("hawser_tunnel_weight", "The tunnel's weight among those of its tier", labels, tunnel.weight);
}

/// What has not been measured is left out: a zero would look like a very good path.
void collect_path(const StatusPath& path, const MetricLabels& labels, MetricPage& page) {
    if (path.loss_pct)
        page.gauge("hawser_probe_loss_ratio", "Of the last 100 probes, those that were lost", labels,
                   *path.loss_pct / 100);
    if (path.jitter_ms)
        page.gauge("hawser_probe_jitter_seconds", "Mean difference between neighbouring round trip times",
                   labels, *path.jitter_ms / 1000);
}

void collect_probes(const ProbeCounts& probes, const MetricLabels& labels, MetricPage& page) {
    page.histogram("hawser_probe_rtt_seconds", "Round trip times of probes", labels, probes.rtts);
    page.counter("hawser_probes_sent_total", "Probes that were sent", labels, probes.sent);
    page.counter("hawser_probes_answered_total", "Probes that were answered in time", labels,
                 probes.answered);
}

void collect_traffic(const StatusTunnel& tunnel, const MetricLabels& labels, MetricPage& page) {
    page.gauge("hawser_flows", "Flows on the tunnel", labels, static_cast<double>(tunnel.flows));
    const MetricLabels in = with(labels, "direction", "in");
    const MetricLabels out = with(labels, "direction", "out");
    page.counter("hawser_dataplane_packets_total", "Inner packets of the tunnel", in, tunnel.packets_in);
    page.counter("hawser_dataplane_packets_total", "", out, tunnel.packets_out);
    page.counter("hawser_dataplane_bytes_total", "Bytes of the tunnel's inner packets", in, tunnel.bytes_in);
    page.counter("hawser_dataplane_bytes_total", "", out, tunnel.bytes_out);
}

}  // namespace

void collect_tunnels(const MetricsSnapshot& snapshot, MetricPage& page) {
    for (const StatusPeer& peer : snapshot.status.peers) {
        page.gauge("hawser_peer_active_tier", "The tier that takes new flows; 0: no tunnel is usable",
                   {{"peer", peer.name}}, peer.active_tier);
        page.gauge("hawser_peer_fails_open", "Whether packets leave in the clear while no tunnel is usable",
                   {{"peer", peer.name}}, peer.fail_open ? 1 : 0);
        for (const StatusTunnel& tunnel : peer.tunnels) {
            const MetricLabels labels = labels_of(peer, tunnel);
            collect_state(tunnel, labels, page);
            collect_path(tunnel.path, labels, page);
            if (const auto probes = snapshot.probes.find(tunnel.name); probes != snapshot.probes.end())
                collect_probes(probes->second, labels, page);
            collect_traffic(tunnel, labels, page);
        }
    }
}

}  // namespace hawser::loader
