// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/report.h"

#include <utility>

namespace hawser::maps {
namespace {

std::string text_of(const Json& value) {
    if (value.is_null()) return "-";
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
    if (!value.is_array()) return value.dump();
    std::string all;
    for (const Json& element : value)
        all += (all.empty() ? "" : ",") + text_of(element);
    return all.empty() ? "-" : all;
}

}  // namespace

Record& Record::add(std::string_view name, const Json& value) {
    return add(name, value, text_of(value));
}

Record& Record::add(std::string_view name, const Json& value, std::string text) {
    fields_.push_back({std::string(name), value, std::move(text), value.is_number()});
    return *this;
}

Record& Record::for_programs(std::string_view name, const Json& value) {
    fields_.push_back({std::string(name), value, std::nullopt, false});
    return *this;
}

Record& Record::for_people(std::string_view name, std::string text) {
    fields_.push_back({std::string(name), std::nullopt, std::move(text), false});
    return *this;
}

Report report_of(Section section) {
    Report report;
    report.sections.push_back(std::move(section));
    return report;
}

}  // namespace hawser::maps
