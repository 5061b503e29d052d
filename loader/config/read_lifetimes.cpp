// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {

IkeDraft read_ike(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kIke, out);
    IkeDraft draft;
    draft.rekey_time = section.duration("rekey_time");
    draft.over_time = section.duration("over_time");
    draft.rand_time = section.duration("rand_time");
    draft.reauth_time = section.duration("reauth_time");
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
