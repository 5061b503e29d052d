// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {
namespace {

void read_path(const SectionReader& section, PathOptions& path) {
    if (const auto fragmentation = section.boolean("fragmentation"))
        path.fragmentation = fragmentation->value;
    if (const auto size = section.integer("fragment_size"))
        path.fragment_size = static_cast<uint16_t>(size->value);
    if (const auto interval = section.duration("nat_keepalive")) path.nat_keepalive = interval->value;
    if (const auto size = section.integer("window_size")) path.window_size = size->value;
    if (const auto interval = section.duration("liveness")) path.liveness = interval->value;
    if (const auto mobike = section.boolean("mobike")) path.mobike = mobike->value;
}

}  // namespace

IkeDraft read_ike(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kIke, out);
    IkeDraft draft;
    draft.rekey_time = section.duration("rekey_time");
    draft.over_time = section.duration("over_time");
    draft.rand_time = section.duration("rand_time");
    draft.reauth_time = section.duration("reauth_time");
    read_path(section, draft.path);
    if (const auto choice = section.choice("childless")) draft.childless = choice->value == 1;
    return draft;
}

EspDraft read_esp(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kEsp, out);
    EspDraft draft;
    draft.rekey_time = section.duration("rekey_time");
    draft.life_time = section.duration("life_time");
    draft.rand_time = section.duration("rand_time");
    draft.rekey_bytes = section.bytes("rekey_bytes");
    draft.life_bytes = section.bytes("life_bytes");
    draft.rekey_packets = section.count("rekey_packets");
    draft.life_packets = section.count("life_packets");
    return draft;
}

}  // namespace hawser::loader
