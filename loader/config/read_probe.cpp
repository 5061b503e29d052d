// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {

ProbeDraft read_probe(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kProbe, out);
    ProbeDraft draft;
    draft.where = section.where();
    draft.type = section.choice("type");
    draft.target = section.address("target");
    draft.source = section.address("source");
    draft.interval = section.duration("interval");
    draft.timeout = section.duration("timeout");
    draft.retry = section.duration("retry");
    draft.lost = section.integer("lost");
    draft.window = section.integer("window");
    draft.good = section.integer("good");
    draft.hold = section.duration("hold");
    draft.profile = section.choice("profile");
    draft.port = section.integer("port");
    draft.url = section.text("url");
    draft.expect = section.text("expect");
    draft.verify = section.boolean("verify");
    draft.ca_file = section.text("ca_file");
    draft.name = section.text("name");
    draft.key_file = section.text("key_file");
    draft.multihop = section.boolean("multihop");
    draft.loss_window = section.duration("loss_window");
    draft.down_loss = section.percentage("down_loss");
    draft.clean = section.duration("clean");
    draft.degraded_loss = section.percentage("degraded_loss");
    draft.degraded_rtt = section.duration("degraded_rtt");
    draft.degraded_jitter = section.duration("degraded_jitter");
    return draft;
}

PathDraft read_path(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kPath, out);
    return {.quorum = section.quorum("quorum"),
            .damping = section.boolean("damping"),
            .half_life = section.duration("damping_half_life"),
            .suppress = section.integer("damping_suppress"),
            .reuse = section.integer("damping_reuse"),
            .max_suppress = section.duration("damping_max")};
}

void read_path_keys(const SectionReader& section, TunnelKeys& keys, Diagnostics& out) {
    const SectionReader::Tables probes = section.table_or_tables("probe");
    keys.probes.is_list = probes.is_list;
    for (const Node* table : probes.each)
        keys.probes.each.push_back(read_probe(*table, out));
    if (const Node* table = section.table("path")) keys.path = read_path(*table, out);
}

}  // namespace hawser::loader
