// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/metrics_service.h"

#include "loader/daemon/status_builder.h"
#include "loader/metrics/collect.h"
#include "loader/metrics/xfrm_stat.h"

namespace hawser::loader {
namespace {

IkeCounts ike_counts(const ike::EndpointCounters& engine) {
    return {.established = engine.ike_sas_established,
            .refused = engine.peers_refused,
            .abandoned = engine.half_open_expired,
            .datagrams_in = engine.datagrams_in,
            .datagrams_out = engine.datagrams_out,
            .retransmissions = engine.retransmissions,
            .dropped = {{"malformed", engine.dropped_malformed},
                        {"too_large", engine.dropped_too_large},
                        {"unknown_spi", engine.dropped_unknown_spi},
                        {"bad_integrity", engine.dropped_bad_integrity},
                        {"fragment", engine.dropped_fragment},
                        {"unprotected", engine.dropped_unprotected},
                        {"wrong_message_id", engine.dropped_wrong_message_id},
                        {"wrong_exchange", engine.dropped_wrong_exchange},
                        {"half_open_limit", engine.dropped_half_open_limit},
                        {"no_connection", engine.dropped_no_connection},
                        {"forged_error", engine.dropped_forged_error}}};
}

}  // namespace

MetricsService::MetricsService(Daemon& daemon) : daemon_(daemon) {
    for (const auto& [id, entry] : daemon.tunnels().all())
        events_.expect(entry.peer->name, entry.tunnel->name);
    following_ = daemon.events().follow([this](const ControlEvent& event) { events_.take(event); });
}

Result<void> MetricsService::open(boost::asio::io_context& loop) {
    const MetricsConfig& config = daemon_.config().metrics;
    if (!config.wanted()) return {};
    auto server = MetricsServer::open(loop, config, [this] { return text(); });
    if (!server) return server.error();
    server_ = *std::move(server);
    return {};
}

MetricsSnapshot MetricsService::snapshot() const {
    MetricsSnapshot snapshot;
    snapshot.status = build_status(daemon_);
    for (const auto& [id, entry] : daemon_.tunnels().all()) {
        const health::PathStatus path = daemon_.health().status(id);
        const health::ProbeStatus* probe = path.leading();
        if (probe == nullptr) continue;
        snapshot.probes[entry.tunnel->name] = {
            .rtts = probe->rtts, .sent = probe->sent, .answered = probe->answered};
    }
    snapshot.ike = ike_counts(daemon_.ike().counters());
    // Without the maps the programs count nothing either.
    if (const auto drops = daemon_.maps().read_drops()) snapshot.drops = *drops;
    snapshot.xfrm_errors = read_xfrm_stat();
    return snapshot;
}

std::string MetricsService::text() const {
    const MetricsSnapshot now = snapshot();
    MetricPage page;
    collect_machine(now, page);
    collect_tunnels(now, page);
    collect_ike(now, page);
    page.append(events_.collect());
    return page.text();
}

}  // namespace hawser::loader
