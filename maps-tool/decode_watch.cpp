// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/decode.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

/// The age of `since`, null where nothing has happened; for people `none` then.
void add_age(Record& record, const std::string& name, uint64_t since, uint64_t now_ns,
             const std::string& none) {
    const uint64_t passed = age(now_ns, since);
    record.for_programs(name + "_ns", since == 0 ? Json(nullptr) : Json(passed));
    record.for_people(name, since == 0 ? none : describe_age(passed));
}

}  // namespace

void add_watch(Record& record, const hw_tunnel_watch& watch, uint64_t now_ns) {
    record.for_programs("suspect", watch.suspect_ns != 0);
    add_age(record, "suspect_since", watch.suspect_ns, now_ns, "no");
    add_age(record, "last_heard", watch.last_in_ns, now_ns, "never");
    // What was sent before the last packet came is not waited for any more.
    const bool waits = watch.waits_from_ns > watch.last_in_ns;
    add_age(record, "waits", waits ? watch.waits_from_ns : 0, now_ns, "no");
}

Record decode_tunnel_watch(uint32_t id, const hw_tunnel_watch& watch, const Topology& topology,
                           uint64_t now_ns) {
    Record record;
    record.add("id", id);
    record.add("interface", topology.tunnel_name(id));
    add_watch(record, watch, now_ns);
    record.for_programs("last_out_ns",
                        watch.last_out_ns == 0 ? Json(nullptr) : Json(age(now_ns, watch.last_out_ns)));
    return record;
}

Record decode_bundle_watch(uint32_t id, const hw_bundle_watch& watch, const Topology& topology,
                           uint64_t now_ns) {
    Record record;
    record.add("id", id);
    record.add("peer", topology.peer_name(id));
    add_age(record, "better", watch.better_from_ns, now_ns, "no");
    return record;
}

}  // namespace hawser::maps
