// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {

ExternalDraft read_external(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kExternal, out);
    ExternalDraft draft;
    draft.where = section.where();
    if (auto name = section.name("name")) draft.name = *std::move(name);
    if (auto peer = section.text("peer")) draft.peer = *std::move(peer);
    if (auto uplink = section.text("uplink")) draft.uplink = *std::move(uplink);
    if (auto interface = section.text("interface")) draft.interface = *std::move(interface);
    draft.keys.tier = section.integer("tier");
    draft.keys.weight = section.integer("weight");
    draft.keys.tags = read_tags(section, out);
    read_path_keys(section, draft.keys, out);
    return draft;
}

}  // namespace hawser::loader
