// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {

StampDraft read_stamp(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kStamp, out);
    StampDraft draft;
    draft.where = section.where();
    if (const auto reflector = section.choice("reflector")) draft.config.reflector = reflector->value == 0;
    if (const auto port = section.integer("port")) draft.config.port = static_cast<uint16_t>(port->value);
    if (const auto mode = section.choice("mode"))
        draft.config.mode = static_cast<StampModeChoice>(mode->value);
    if (const auto sequence = section.choice("sequence"))
        draft.config.sequence = static_cast<StampSequenceChoice>(sequence->value);
    draft.key_file = section.text("key_file");
    return draft;
}

}  // namespace hawser::loader
