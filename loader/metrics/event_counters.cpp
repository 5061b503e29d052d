// SPDX-License-Identifier: BSD-2-Clause
#include "loader/metrics/event_counters.h"

#include <chrono>

namespace hawser::loader {
namespace {

using Buckets = prometheus::Histogram::BucketBoundaries;

/// Around what probes of the default interval need, 0.95 s, and what others need, up to minutes.
const Buckets kFailoverBuckets{0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30, 60};
const Buckets kHandshakeBuckets{0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30};

bool took_over(const ControlEvent& event) {
    return event.kind == "child-sa" && event.state == "INSTALLED" &&
           event.reason == "takes over from an older Child SA";
}

}  // namespace

EventCounters::EventCounters()
    : failovers_(prometheus::BuildCounter()
                     .Name("hawser_failovers_total")
                     .Help("Times that a tunnel which carried flows went down, by who said so")
                     .Register(registry_)),
      failover_seconds_(prometheus::BuildHistogram()
                            .Name("hawser_failover_duration_seconds")
                            .Help("From the last answer by a tunnel to its flows being sent by others")
                            .Register(registry_)),
      rekeys_(prometheus::BuildCounter()
                  .Name("hawser_rekeys_total")
                  .Help("SAs that another has taken over from")
                  .Register(registry_)),
      handshake_seconds_(prometheus::BuildHistogram()
                             .Name("hawser_ike_handshake_seconds")
                             .Help("From the first message of an IKE SA to its authentication")
                             .Register(registry_)) {}

void EventCounters::expect(const std::string& peer, const std::string& tunnel) {
    for (const char* reason : {"link", "ike", "probes"})
        failovers_.Add({{"peer", peer}, {"tunnel", tunnel}, {"reason", reason}});
    for (const char* kind : {"ike", "child"})
        rekeys_.Add({{"peer", peer}, {"tunnel", tunnel}, {"kind", kind}});
    failover_seconds_.Add({{"peer", peer}}, kFailoverBuckets);
    handshake_seconds_.Add({{"peer", peer}}, kHandshakeBuckets);
}

void EventCounters::take(const ControlEvent& event) {
    if (event.kind == "tunnel") take_tunnel(event);
    if (event.kind == "ike-sa") take_ike(event);
    if (took_over(event))
        rekeys_.Add({{"peer", event.peer}, {"tunnel", event.tunnel}, {"kind", "child"}}).Increment();
}

void EventCounters::take_tunnel(const ControlEvent& event) {
    const bool carried = event.was == "up" || event.was == "degraded";
    if (!carried || event.state != "down") return;
    failovers_.Add({{"peer", event.peer}, {"tunnel", event.tunnel}, {"reason", event.decider}}).Increment();
    if (!event.unheard_ms) return;
    failover_seconds_.Add({{"peer", event.peer}}, kFailoverBuckets)
        .Observe(static_cast<double>(*event.unheard_ms) / 1000);
}

void EventCounters::take_ike(const ControlEvent& event) {
    if (event.state == "CONNECTING") connecting_.try_emplace(event.tunnel, event.time);
    if (event.state == "CREATED") connecting_.erase(event.tunnel);
    if (event.state != "ESTABLISHED") return;
    if (event.was == "ESTABLISHED") {
        rekeys_.Add({{"peer", event.peer}, {"tunnel", event.tunnel}, {"kind", "ike"}}).Increment();
    }
    const auto begun = connecting_.find(event.tunnel);
    if (begun == connecting_.end()) return;
    handshake_seconds_.Add({{"peer", event.peer}}, kHandshakeBuckets)
        .Observe(std::chrono::duration<double>(event.time - begun->second).count());
    connecting_.erase(begun);
}

}  // namespace hawser::loader
