// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/document.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <sstream>
#include <toml.hpp>
#include <vector>

namespace hawser::loader {
namespace {

Location location_of(const toml::source_location& source) {
    return {static_cast<unsigned>(source.line()), static_cast<unsigned>(source.column())};
}

struct Place {
    Location where;
    std::string line;
};

/// Where values stand. The library counts the lines before a value each time that it is asked, which takes
/// minutes where a hub's peers fill 100,000 of them.
class Places {
 public:
    Place of(const toml::value& value) {
        const auto* region = dynamic_cast<const toml::detail::region*>(toml::detail::get_region(value));
        if (region == nullptr) return {location_of(value.location()), value.location().line_str()};
        if (line_starts_.empty()) find_lines(*region);
        const auto at = region->first() - region->begin();
        const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), at);
        return {{static_cast<unsigned>(next - line_starts_.begin()),
                 static_cast<unsigned>(at - *std::prev(next) + 1)},
                region->line()};
    }

 private:
    void find_lines(const toml::detail::region& region) {
        line_starts_.push_back(0);
        for (auto at = region.begin(); at != region.end(); ++at) {
            if (*at == '\n') line_starts_.push_back(at - region.begin() + 1);
        }
    }

    std::vector<std::ptrdiff_t> line_starts_;  ///< of the one source that all values are in
};

/// The library knows where a value stands; its key is before it on the same line.
Location key_location(const std::string& key, Place place) {
    const size_t before = place.line.rfind(key, place.where.column - 1);
    if (!place.line.starts_with('[') && before != std::string::npos) {
        place.where.column = static_cast<unsigned>(before + 1);
    }
    return place.where;
}

Node convert(const toml::value& value, Places& places);

void convert_table(const toml::value& value, Places& places, Node& node) {
    node.kind = Node::Kind::kTable;
    for (const auto& [key, member] : value.as_table()) {
        node.members.push_back({key, key_location(key, places.of(member)), convert(member, places)});
    }
    // The library keeps tables in hash order.
    std::sort(node.members.begin(), node.members.end(),
              [](const Member& a, const Member& b) { return a.where < b.where; });
}

void convert_array(const toml::value& value, Places& places, Node& node) {
    node.kind = Node::Kind::kArray;
    for (const toml::value& item : value.as_array())
        node.items.push_back(convert(item, places));
}

Node convert(const toml::value& value, Places& places) {
    Node node;
    node.where = places.of(value).where;
    switch (value.type()) {
        case toml::value_t::table:
            convert_table(value, places, node);
            break;
        case toml::value_t::array:
            convert_array(value, places, node);
            break;
        case toml::value_t::string:
            node.kind = Node::Kind::kString;
            node.text = value.as_string().str;
            break;
        case toml::value_t::integer:
            node.kind = Node::Kind::kInteger;
            node.integer = value.as_integer();
            break;
        case toml::value_t::boolean:
            node.kind = Node::Kind::kBoolean;
            node.boolean = value.as_boolean();
            break;
        case toml::value_t::floating:
            node.kind = Node::Kind::kFloat;
            break;
        default:
            node.kind = Node::Kind::kDateTime;
    }
    return node;
}

/// `[error] toml::parse_key: an invalid key appeared.` and a drawing below it: the sentence is enough,
/// because the place is reported with it.
std::string first_sentence(std::string what) {
    what = what.substr(0, what.find('\n'));
    const size_t function = what.find("toml::");
    const size_t colon = what.find(": ", function == std::string::npos ? 0 : function);
    if (function != std::string::npos && colon != std::string::npos) what = what.substr(colon + 2);
    return what;
}

}  // namespace

const Member* Node::find(std::string_view key) const {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [key](const Member& member) { return member.key == key; });
    return found == members.end() ? nullptr : &*found;
}

std::string_view Node::kind_name() const {
    switch (kind) {
        case Kind::kTable:
            return "a table";
        case Kind::kArray:
            return "a list";
        case Kind::kString:
            return "a string";
        case Kind::kInteger:
            return "an integer";
        case Kind::kFloat:
            return "a number with a fraction";
        case Kind::kBoolean:
            return "true or false";
        case Kind::kDateTime:
            return "a date or time";
    }
    return "a value";
}

Node parse_document(const std::string& text, Diagnostics& out) {
    try {
        std::istringstream stream(text);
        Places places;
        return convert(toml::parse(stream, out.file()), places);
    } catch (const toml::exception& failure) {
        out.error(location_of(failure.location()), "not valid TOML: " + first_sentence(failure.what()),
                  "strings stand in double quotes, lists in [brackets], and a key may be set once");
    } catch (const std::exception& failure) {
        out.error({}, "not valid TOML: " + first_sentence(failure.what()));
    }
    return {};
}

}  // namespace hawser::loader
