// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/report.h"

namespace hawser::maps {
namespace {

Json to_json(const Record& record) {
    Json object = Json::object();
    for (const Field& field : record.fields())
        if (field.json) object[field.name] = *field.json;
    return object;
}

Json to_json(const Section& section) {
    if (section.single) return section.records.empty() ? Json(nullptr) : to_json(section.records.front());
    Json array = Json::array();
    for (const Record& record : section.records)
        array.push_back(to_json(record));
    return array;
}

}  // namespace

std::string render_json(const Report& report, bool pretty) {
    Json whole = Json::object();
    for (const Section& section : report.sections) {
        if (section.name.empty())
            whole = to_json(section);
        else
            whole[section.name] = to_json(section);
    }
    // Interface names may be any bytes; what is not UTF-8 is replaced, for an exception would serve nobody.
    return whole.dump(pretty ? 4 : -1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace hawser::maps
