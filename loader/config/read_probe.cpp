// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {

ProbeDraft read_probe(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kProbe, out);
    ProbeDraft draft;
    draft.where = section.where();
    if (section.choice("type")) draft.type = section.text("type");
    draft.target = section.address("target");
    draft.source = section.address("source");
    draft.interval = section.duration("interval");
    draft.timeout = section.duration("timeout");
    draft.lost = section.integer("lost");
    draft.window = section.integer("window");
    draft.good = section.integer("good");
    draft.hold = section.duration("hold");
    return draft;
}

}  // namespace hawser::loader
