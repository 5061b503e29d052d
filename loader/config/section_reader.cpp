// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/section_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "loader/config/suggest.h"
#include "loader/config/units.h"

namespace hawser::loader {
namespace {

/// One string, or every string of a list.
std::vector<const Node*> strings_of(const Node& value) {
    if (value.kind == Node::Kind::kString) return {&value};
    std::vector<const Node*> items;
    for (const Node& item : value.items)
        items.push_back(&item);
    return items;
}

/// The two ends of a `least..most` in the schema, which tests keep readable.
template <typename T, typename Parse>
std::pair<T, T> ends(std::string_view range, Parse parse) {
    const auto parts = split(range, "..");
    HAWSER_CHECK(parts.size() == 2, "a range of the schema has two ends");
    const auto least = parse(parts[0]);
    const auto most = parse(parts[1]);
    HAWSER_CHECK(least.ok() && most.ok(), "a range of the schema is readable");
    return {*least, *most};
}

/// What to do about a key that this section does not have: a slip of the pen, or the wrong table?
std::string hint_for(std::string_view key, const SectionSpec& here) {
    if (nearest(key, here.known())) return suggestion(key, here.known());
    for (const SectionSpec* other : all_sections()) {
        const KeySpec* found = other->find(key);
        const bool usable = found != nullptr && found->presence != Presence::kForeign;
        if (usable) return fmt::format("it belongs to {}", other->title);
    }
    return suggestion(key, here.known());
}

template <typename T>
Result<T> parse_number(const std::string& text) {
    T value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size())
        return Error("'" + text + "' is no number");
    return value;
}

}  // namespace

bool is_plain_name(std::string_view text) {
    constexpr size_t kLongest = 32;
    return !text.empty() && text.size() <= kLongest && text.front() != '-' && text.front() != '.' &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-' || c == '.';
           });
}

SectionReader::SectionReader(const Node& table, const SectionSpec& spec, Diagnostics& out)
    : table_(table), spec_(spec), out_(out) {
    check_keys();
}

void SectionReader::check_keys() const {
    for (const Member& member : table_.members)
        refuse(member);
    for (const KeySpec& key : spec_.keys) {
        if (key.presence != Presence::kRequired || table_.find(key.name) != nullptr) continue;
        const bool is_section = key.type == ValueType::kTableList && &spec_ == &schema::kTop;
        const std::string what = is_section ? fmt::format("[[{}]]", key.name) : fmt::format("'{}'", key.name);
        out_.error(table_.where, fmt::format("{} is missing in {}", what, spec_.title), std::string(key.doc));
    }
}

void SectionReader::refuse(const Member& member) const {
    const KeySpec* key = spec_.find(member.key);
    if (key == nullptr) {
        out_.error(member.where, fmt::format("unknown key '{}' in {}", member.key, spec_.title),
                   hint_for(member.key, spec_));
    } else if (key->presence == Presence::kLater) {
        out_.error(member.where, fmt::format("'{}' in {} is not supported yet", member.key, spec_.title),
                   "remove it; hawserd refuses what it would otherwise ignore");
    } else if (key->presence == Presence::kForeign) {
        out_.error(member.where, fmt::format("'{}' has no place in {}", member.key, spec_.title),
                   std::string(key->doc));
    }
}

Location SectionReader::where(std::string_view key) const {
    const Member* found = table_.find(key);
    return found == nullptr ? table_.where : found->where;
}

const Member* SectionReader::member(std::string_view key, std::initializer_list<Node::Kind> kinds) const {
    const KeySpec* spec = spec_.find(key);
    HAWSER_CHECK(spec != nullptr, "a key that is read stands in the schema");
    const Member* found = table_.find(key);
    if (found == nullptr || std::find(kinds.begin(), kinds.end(), found->value.kind) != kinds.end())
        return found;
    out_.error(found->value.where, fmt::format("'{}' in {} must be {}, not {}", key, spec_.title,
                                               expectation(*spec), found->value.kind_name()));
    return nullptr;
}

bool SectionReader::in_range(std::string_view key, Location where, double value, double least,
                             double most) const {
    if (value >= least && value <= most) return true;
    out_.error(where, fmt::format("'{}' in {} is out of range", key, spec_.title),
               fmt::format("it may be {}", spec_.find(key)->range));
    return false;
}

std::optional<Located<std::string>> SectionReader::text(std::string_view key) const {
    const Member* found = member(key, {Node::Kind::kString});
    if (found == nullptr) return std::nullopt;
    const std::string& value = found->value.text;
    const bool printable =
        std::none_of(value.begin(), value.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (value.empty() || !printable) {
        out_.error(found->value.where,
                   fmt::format("'{}' in {} is empty or has control characters", key, spec_.title));
        return std::nullopt;
    }
    return Located<std::string>{value, found->value.where};
}

std::optional<Located<std::string>> SectionReader::name(std::string_view key) const {
    auto value = text(key);
    if (!value || is_plain_name(value->value)) return value;
    out_.error(value->where, fmt::format("'{}' is no usable name", value->value),
               "use up to 32 letters, digits, '_', '-' and '.', beginning with a letter or digit");
    return std::nullopt;
}

std::optional<Located<unsigned>> SectionReader::integer(std::string_view key) const {
    const Member* found = member(key, {Node::Kind::kInteger});
    if (found == nullptr) return std::nullopt;
    const auto [least, most] = ends<unsigned>(spec_.find(key)->range, parse_number<unsigned>);
    if (!in_range(key, found->value.where, static_cast<double>(found->value.integer), least, most))
        return std::nullopt;
    return Located<unsigned>{static_cast<unsigned>(found->value.integer), found->value.where};
}

std::optional<Located<uint64_t>> SectionReader::count(std::string_view key) const {
    const Member* found = member(key, {Node::Kind::kInteger});
    if (found == nullptr) return std::nullopt;
    const auto [least, most] = ends<uint64_t>(spec_.find(key)->range, parse_number<uint64_t>);
    if (!in_range(key, found->value.where, static_cast<double>(found->value.integer),
                  static_cast<double>(least), static_cast<double>(most)))
        return std::nullopt;
    return Located<uint64_t>{static_cast<uint64_t>(found->value.integer), found->value.where};
}

std::optional<Located<uint64_t>> SectionReader::bytes(std::string_view key) const {
    const Member* found = member(key, {Node::Kind::kInteger, Node::Kind::kString});
    if (found == nullptr) return std::nullopt;
    const Node& node = found->value;
    const auto parsed =
        parse_bytes(node.kind == Node::Kind::kString ? node.text : fmt::format("{}B", node.integer));
    if (!parsed) {
        out_.error(node.where, fmt::format("'{}' in {}: {}", key, spec_.title, parsed.error().text()));
        return std::nullopt;
    }
    const auto [least, most] =
        ends<uint64_t>(spec_.find(key)->range, [](const auto& t) { return parse_bytes(t); });
    if (!in_range(key, node.where, static_cast<double>(*parsed), static_cast<double>(least),
                  static_cast<double>(most)))
        return std::nullopt;
    return Located<uint64_t>{*parsed, node.where};
}

std::optional<Located<bool>> SectionReader::boolean(std::string_view key) const {
    const Member* found = member(key, {Node::Kind::kBoolean});
    if (found == nullptr) return std::nullopt;
    return Located<bool>{found->value.boolean, found->value.where};
}

std::optional<Located<Duration>> SectionReader::duration(std::string_view key) const {
    const auto value = text(key);
    if (!value) return std::nullopt;
    const auto parsed = parse_duration(value->value);
    if (!parsed) {
        out_.error(value->where, fmt::format("'{}' in {}: {}", key, spec_.title, parsed.error().text()));
        return std::nullopt;
    }
    const auto [least, most] =
        ends<Duration>(spec_.find(key)->range, [](const auto& t) { return parse_duration(t); });
    const auto number = [](Duration duration) { return static_cast<double>(duration.count()); };
    if (!in_range(key, value->where, number(*parsed), number(least), number(most))) return std::nullopt;
    return Located<Duration>{*parsed, value->where};
}

std::optional<Located<uint64_t>> SectionReader::bandwidth(std::string_view key) const {
    const auto value = text(key);
    if (!value) return std::nullopt;
    const auto parsed = parse_bandwidth(value->value);
    if (!parsed) {
        out_.error(value->where, fmt::format("'{}' in {}: {}", key, spec_.title, parsed.error().text()));
        return std::nullopt;
    }
    const auto [least, most] =
        ends<uint64_t>(spec_.find(key)->range, [](const auto& t) { return parse_bandwidth(t); });
    const auto number = [](uint64_t rate) { return static_cast<double>(rate); };
    if (!in_range(key, value->where, number(*parsed), number(least), number(most))) return std::nullopt;
    return Located<uint64_t>{*parsed, value->where};
}

std::optional<Located<IpAddress>> SectionReader::address(std::string_view key) const {
    const auto value = text(key);
    if (!value) return std::nullopt;
    const auto parsed = IpAddress::parse(value->value);
    if (parsed) return Located<IpAddress>{*parsed, value->where};
    out_.error(value->where, fmt::format("'{}' in {}: {}", key, spec_.title, parsed.error().text()),
               "names are not resolved here; write an IPv4 or IPv6 address");
    return std::nullopt;
}

std::optional<Located<size_t>> SectionReader::choice(std::string_view key) const {
    const auto value = text(key);
    if (!value) return std::nullopt;
    const auto words = split(spec_.find(key)->range, "|");
    const auto found = std::find(words.begin(), words.end(), value->value);
    if (found != words.end())
        return Located<size_t>{static_cast<size_t>(found - words.begin()), value->where};
    const auto meant = nearest(value->value, words);
    out_.error(value->where,
               fmt::format("'{}' in {} must be {}, not \"{}\"", key, spec_.title,
                           expectation(*spec_.find(key)), value->value),
               meant ? fmt::format("did you mean \"{}\"?", *meant) : "");
    return std::nullopt;
}

std::vector<Located<std::string>> SectionReader::texts(std::string_view key) const {
    std::vector<Located<std::string>> values;
    const Member* found = member(key, {Node::Kind::kString, Node::Kind::kArray});
    if (found == nullptr) return values;
    for (const Node* item : strings_of(found->value)) {
        if (item->kind == Node::Kind::kString && !item->text.empty()) {
            values.push_back({item->text, item->where});
        } else {
            out_.error(item->where,
                       fmt::format("'{}' in {} must be {}; one entry is {}", key, spec_.title,
                                   expectation(*spec_.find(key)),
                                   item->kind == Node::Kind::kString ? "empty" : item->kind_name()));
        }
    }
    if (found->value.kind == Node::Kind::kArray && found->value.items.empty()) {
        out_.error(found->value.where, fmt::format("'{}' in {} is an empty list", key, spec_.title),
                   spec_.find(key)->presence == Presence::kRequired ? "name at least one"
                                                                    : "leave the key out instead");
    }
    return values;
}

std::vector<Located<IpAddress>> SectionReader::addresses(std::string_view key) const {
    std::vector<Located<IpAddress>> values;
    for (const auto& item : texts(key)) {
        if (const auto parsed = IpAddress::parse(item.value)) {
            values.push_back({*parsed, item.where});
        } else {
            out_.error(item.where, fmt::format("'{}' in {}: {}", key, spec_.title, parsed.error().text()));
        }
    }
    return values;
}

std::vector<Located<IpPrefix>> SectionReader::prefixes(std::string_view key) const {
    std::vector<Located<IpPrefix>> values;
    for (const auto& item : texts(key)) {
        if (const auto parsed = IpPrefix::parse(item.value)) {
            values.push_back({*parsed, item.where});
        } else {
            out_.error(item.where, fmt::format("'{}' in {}: {}", key, spec_.title, parsed.error().text()));
        }
    }
    return values;
}

const Node* SectionReader::table(std::string_view key) const {
    const Member* found = member(key, {Node::Kind::kTable});
    return found == nullptr ? nullptr : &found->value;
}

std::vector<const Node*> SectionReader::tables(std::string_view key) const {
    std::vector<const Node*> values;
    const Member* found = member(key, {Node::Kind::kArray});
    if (found == nullptr) return values;
    for (const Node& item : found->value.items) {
        if (item.kind == Node::Kind::kTable) {
            values.push_back(&item);
        } else {
            out_.error(item.where, fmt::format("'{}' in {} must be {}; one entry is {}", key, spec_.title,
                                               expectation(*spec_.find(key)), item.kind_name()));
        }
    }
    if (found->value.items.empty()) {
        out_.error(found->value.where, fmt::format("'{}' in {} is an empty list", key, spec_.title));
    }
    return values;
}

}  // namespace hawser::loader
