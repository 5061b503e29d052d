// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/metrics/collect.h"
#include "loader/metrics/event_counters.h"

namespace hawser::loader {

/// A branch with two tunnels, one of them down.
inline MetricsSnapshot sample_snapshot() {
    MetricsSnapshot snapshot;
    Status& status = snapshot.status;
    status.version = "1.2.3";
    status.time = WallTime(std::chrono::seconds(1000));
    status.forwarding.mode = "fast";
    status.flows = {.capacity = 1024, .proven = 7, .fresh = 2, .evicted = 1, .expired = 4};
    status.uplinks.push_back({.name = "wan1", .interface = "eth1", .carrier = true});
    StatusPeer peer{.name = "pop", .active_tier = 1};
    StatusTunnel up{
        .name = "pop/wan1", .uplink = "wan1", .endpoint = "203.0.113.10", .interface = "hawser-t1"};
    up.state = StatusState::kUp;
    up.since = WallTime(std::chrono::seconds(900));
    up.path = {.rtt_ms = 12.5, .jitter_ms = 2, .loss_pct = 3};
    up.flows = 9;
    up.packets_out = 100;
    up.bytes_out = 100000;
    up.ike.established = 60;
    up.ike.child_sas.resize(1);
    StatusTunnel down{
        .name = "pop/wan2", .uplink = "wan2", .endpoint = "203.0.113.10", .interface = "hawser-t2"};
    peer.tunnels = {up, down};
    status.peers.push_back(peer);
    ProbeCounts& probes = snapshot.probes["pop/wan1"];
    probes.rtts.record(std::chrono::microseconds(1500));
    probes.rtts.record(std::chrono::milliseconds(12));
    probes.rtts.record(std::chrono::seconds(2));
    probes.sent = 5;
    probes.answered = 3;
    snapshot.ike.established = 2;
    snapshot.ike.dropped = {{"malformed", 3}};
    snapshot.drops[HW_DROP_NO_TUNNEL].packets = 11;
    snapshot.drops[HW_DROP_PIN_FULL].packets = 12;
    snapshot.xfrm_errors = {{"XfrmInNoStates", 5}};
    return snapshot;
}

/// All that a scrape says.
inline MetricPage sample_page() {
    const MetricsSnapshot snapshot = sample_snapshot();
    MetricPage page;
    collect_machine(snapshot, page);
    collect_tunnels(snapshot, page);
    collect_ike(snapshot, page);
    EventCounters events;
    events.expect("pop", "pop/wan1");
    page.append(events.collect());
    return page;
}

}  // namespace hawser::loader
