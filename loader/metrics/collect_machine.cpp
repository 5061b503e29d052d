// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/drop_names.h"
#include "loader/metrics/collect.h"

namespace hawser::loader {
namespace {

void collect_forwarding(const Status& status, MetricPage& page) {
    for (const char* mode : {"fast", "stack"}) {
        page.gauge("hawser_forwarding_mode", "Whether packets are forwarded this way", {{"mode", mode}},
                   status.forwarding.mode == mode ? 1 : 0);
    }
}

void collect_uplinks(const Status& status, MetricPage& page) {
    for (const StatusUplink& uplink : status.uplinks) {
        const MetricLabels labels{{"uplink", uplink.name}, {"interface", uplink.interface}};
        page.gauge("hawser_uplink_carrier", "Whether the uplink's interface has a carrier", labels,
                   uplink.carrier ? 1 : 0);
        page.gauge("hawser_uplink_usable", "Whether something can be sent by the uplink", labels,
                   uplink.trouble.empty() ? 1 : 0);
    }
}

void collect_flow_table(const StatusFlows& flows, MetricPage& page) {
    constexpr std::string_view kHelp = "Flows that have a tunnel: proven ones were seen in both directions";
    page.gauge("hawser_flow_table_entries", kHelp, {{"kind", "proven"}}, static_cast<double>(flows.proven));
    page.gauge("hawser_flow_table_entries", kHelp, {{"kind", "new"}}, static_cast<double>(flows.fresh));
    page.gauge("hawser_flow_table_capacity", "Proven flows of each address family that can have a tunnel", {},
               static_cast<double>(flows.capacity));
    page.counter("hawser_flow_evictions_total", "New flows that newer ones have pushed out", {},
                 flows.evicted);
    page.counter("hawser_flow_expirations_total", "Flows that were idle for too long", {}, flows.expired);
}

void collect_drops(const std::array<hw_counter, HW_DROP_COUNT>& drops, MetricPage& page) {
    for (size_t drop = HW_DROP_NONE + 1; drop < drops.size(); ++drop) {
        const DropName& reason = kDropNames[drop];
        const MetricLabels labels{{"reason", std::string(reason.name)}};
        if (!reason.dropped) {
            page.counter("hawser_dataplane_notices_total",
                         "Packets that went on although something was amiss", labels, drops[drop].packets);
            continue;
        }
        page.counter("hawser_dataplane_drops_total", "Packets that the programs have dropped", labels,
                     drops[drop].packets);
    }
}

}  // namespace

void collect_machine(const MetricsSnapshot& snapshot, MetricPage& page) {
    page.gauge("hawser_build_info", "The version of hawserd; always 1",
               {{"version", snapshot.status.version}}, 1);
    collect_forwarding(snapshot.status, page);
    collect_uplinks(snapshot.status, page);
    collect_flow_table(snapshot.status.flows, page);
    collect_drops(snapshot.drops, page);
    for (const auto& [error, count] : snapshot.xfrm_errors) {
        page.counter("hawser_xfrm_errors_total", "Errors of the kernel's IPsec, of this network namespace",
                     {{"error", error}}, count);
    }
}

}  // namespace hawser::loader
