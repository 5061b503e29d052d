// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "loader/config/readers.h"
#include "loader/config/section_reader.h"
#include "loader/config/suggest.h"

namespace hawser::loader {
namespace {

using NamedNumber = std::pair<const char*, unsigned>;

constexpr NamedNumber kProtocols[] = {{"tcp", IPPROTO_TCP},   {"udp", IPPROTO_UDP},
                                      {"sctp", IPPROTO_SCTP}, {"udplite", IPPROTO_UDPLITE},
                                      {"icmp", IPPROTO_ICMP}, {"icmpv6", IPPROTO_ICMPV6}};
/// RFC 2474, 2597, 3246, 5865 and 8622.
constexpr NamedNumber kCodePoints[] = {{"cs0", 0},   {"cs1", 8},   {"cs2", 16},  {"cs3", 24},  {"cs4", 32},
                                       {"cs5", 40},  {"cs6", 48},  {"cs7", 56},  {"af11", 10}, {"af12", 12},
                                       {"af13", 14}, {"af21", 18}, {"af22", 20}, {"af23", 22}, {"af31", 26},
                                       {"af32", 28}, {"af33", 30}, {"af41", 34}, {"af42", 36}, {"af43", 38},
                                       {"ef", 46},   {"le", 1},    {"va", 44}};

std::optional<unsigned> number_in(std::string_view text, unsigned most) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number > most) return std::nullopt;
    return number;
}

/// The numbers that the key's entries name.
template <size_t N>
std::vector<unsigned> read_numbers(const SectionReader& section, std::string_view key,
                                   const NamedNumber (&names)[N], unsigned most, Diagnostics& out) {
    std::vector<std::string> known;
    for (const auto& [name, number] : names)
        known.emplace_back(name);
    std::vector<unsigned> numbers;
    for (const auto& item : section.texts(key)) {
        const auto named = std::find_if(std::begin(names), std::end(names),
                                        [&item](const auto& each) { return each.first == item.value; });
        const auto number =
            named != std::end(names) ? std::optional(named->second) : number_in(item.value, most);
        if (number) {
            numbers.push_back(*number);
        } else {
            out.error(item.where,
                      fmt::format("'{}' in {}: '{}' is neither a name nor a number up to {}", key,
                                  section.spec().title, item.value, most),
                      suggestion(item.value, known));
        }
    }
    return numbers;
}

std::vector<PortRange> read_ports(const SectionReader& section, std::string_view key, Diagnostics& out) {
    std::vector<PortRange> ranges;
    for (const auto& item : section.texts(key)) {
        const size_t dash = item.value.find('-');
        const auto first = number_in(std::string_view(item.value).substr(0, dash), UINT16_MAX);
        const auto last = dash == std::string::npos
                              ? first
                              : number_in(std::string_view(item.value).substr(dash + 1), UINT16_MAX);
        if (first && last && *first <= *last) {
            ranges.push_back({static_cast<uint16_t>(*first), static_cast<uint16_t>(*last)});
        } else {
            out.error(item.where,
                      fmt::format("'{}' in {}: '{}' is no port and no range of ports", key,
                                  section.spec().title, item.value),
                      "write \"5060\" or \"16384-32767\"");
        }
    }
    return ranges;
}

std::vector<IpPrefix> prefixes_of(const std::vector<Located<IpPrefix>>& located) {
    std::vector<IpPrefix> values;
    for (const auto& each : located)
        values.push_back(each.value);
    return values;
}

bool has_ports(unsigned protocol) {
    return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_SCTP ||
           protocol == IPPROTO_UDPLITE;
}

/// What is asked for and can never be, or never be known.
void check_rule(const SectionReader& section, const RuleDraft& draft, Diagnostics& out) {
    const RuleConfig& rule = draft.config;
    const bool ports = !rule.ports.empty() || !rule.local_ports.empty();
    const bool possible =
        !rule.protocols.empty() && std::all_of(rule.protocols.begin(), rule.protocols.end(), has_ports);
    if (ports && !possible) {
        out.error(section.where(rule.ports.empty() ? "local_ports" : "ports"),
                  fmt::format("rule '{}': ports without a protocol that has them", rule.name),
                  "add protocol = \"udp\", or the one that you mean");
    }
    if (draft.uplinks.empty() && !rule.limits.any()) {
        out.error(draft.where, fmt::format("rule '{}' asks for nothing", rule.name),
                  "give it uplinks, or a limit such as max_loss");
    }
    if (rule.move && !rule.limits.any()) {
        out.error(section.where("move"), fmt::format("rule '{}': 'move' needs a limit", rule.name),
                  "add max_loss, max_delay or max_jitter, or remove it");
    }
}

void read_limits(const SectionReader& section, RuleConfig& rule) {
    if (const auto loss = section.percentage("max_loss")) rule.limits.loss_pct = loss->value;
    if (const auto delay = section.duration("max_delay")) rule.limits.delay = delay->value;
    if (const auto jitter = section.duration("max_jitter")) rule.limits.jitter = jitter->value;
    if (const auto move = section.boolean("move")) rule.move = move->value;
}

}  // namespace

RuleDraft read_rule(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kRule, out);
    RuleDraft draft;
    draft.where = section.where();
    if (auto name = section.name("name")) draft.name = *name;
    RuleConfig& rule = draft.config;
    rule.name = draft.name.value;
    rule.networks = prefixes_of(section.prefixes("networks"));
    rule.local_networks = prefixes_of(section.prefixes("local_networks"));
    for (const unsigned protocol : read_numbers(section, "protocol", kProtocols, UINT8_MAX, out))
        rule.protocols.push_back(static_cast<uint8_t>(protocol));
    rule.ports = read_ports(section, "ports", out);
    rule.local_ports = read_ports(section, "local_ports", out);
    for (const unsigned point : read_numbers(section, "dscp", kCodePoints, 63, out))
        rule.dscp |= uint64_t{1} << point;
    draft.uplinks = section.texts("uplinks");
    read_limits(section, rule);
    check_rule(section, draft, out);
    return draft;
}

}  // namespace hawser::loader
