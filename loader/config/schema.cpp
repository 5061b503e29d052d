// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/schema.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace hawser::loader {

const KeySpec* SectionSpec::find(std::string_view key) const {
    const auto found =
        std::find_if(keys.begin(), keys.end(), [key](const KeySpec& spec) { return spec.name == key; });
    return found == keys.end() ? nullptr : &*found;
}

std::vector<std::string> SectionSpec::known() const {
    std::vector<std::string> names;
    for (const KeySpec& key : keys) {
        const bool usable = key.presence == Presence::kOptional || key.presence == Presence::kRequired;
        if (usable) names.emplace_back(key.name);
    }
    return names;
}

std::vector<const SectionSpec*> all_sections() {
    using namespace schema;
    return {&kTop, &kUplink,   &kLan,  &kFlows, &kXdp,  &kStamp,  &kMetrics, &kDebug, &kDns, &kPeer, &kIke,
            &kEsp, &kEndpoint, &kAuth, &kProbe, &kPath, &kTunnel, &kRule,    &kExternal, &kPool};
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
    std::vector<std::string> parts;
    while (true) {
        const size_t end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + separator.size());
    }
}

std::string expectation(const KeySpec& key) {
    switch (key.type) {
        case ValueType::kText:
        case ValueType::kName:
            return "a string in double quotes";
        case ValueType::kTextList:
            return "a string or a list of strings";
        case ValueType::kInteger:
            return key.range.empty() ? "a whole number" : fmt::format("a whole number in {}", key.range);
        case ValueType::kCount:
            return fmt::format("a whole number in {}", key.range);
        case ValueType::kBytes:
            return "a number of bytes such as \"10GB\"";
        case ValueType::kBoolean:
            return "true or false";
        case ValueType::kChoice:
            return fmt::format("\"{}\"", fmt::join(split(key.range, "|"), "\" or \""));
        case ValueType::kDuration:
            return "a duration such as \"200ms\"";
        case ValueType::kPercentage:
            return "a percentage such as \"30%\"";
        case ValueType::kQuorum:
            return "\"any\", \"all\" or a whole number above 0";
        case ValueType::kBandwidth:
            return "a bandwidth such as \"250Mbit\"";
        case ValueType::kAddress:
            return "an IP address such as \"203.0.113.10\"";
        case ValueType::kEndpointAddress:
            return "an IP address such as \"203.0.113.10\", or a name such as \"gw.example\"";
        case ValueType::kAddressList:
            return "an IP address or a list of them, such as \"198.51.100.2\"";
        case ValueType::kPrefixList:
            return "a list of networks such as [\"10.2.0.0/16\"]";
        case ValueType::kTable:
            return "a table";
        case ValueType::kTables:
            return "a table or a list of tables";
        case ValueType::kTableList:
            return "a list of tables";
    }
    return "a value";
}

}  // namespace hawser::loader
