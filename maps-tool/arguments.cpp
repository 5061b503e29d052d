// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/arguments.h"

#include <fmt/format.h>

#include <charconv>
#include <vector>

#include "maps-tool/decode.h"
#include "maps-tool/known_maps.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

constexpr std::string_view kMapPrefix = "hw_";

bool begins(std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
}

Result<uint16_t> parse_port(const std::string& word) {
    uint16_t port = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), port);
    if (error != std::errc() || end != word.data() + word.size())
        return Error(fmt::format("{} is not a number from 0 to 65535", word));
    return port;
}

Result<uint8_t> parse_protocol(const std::string& word) {
    const std::optional<uint8_t> protocol = protocol_number(word);
    if (!protocol) return Error(fmt::format("unknown protocol {}: a name such as tcp, or a number", word));
    return *protocol;
}

Result<void> take_filter(FlowFilter& filter, const CommandOption& option) {
    if (option.name == "--tunnel") filter.tunnel = option.value;
    if (option.name == "--bundle") filter.bundle = option.value;
    if (option.name == "--proven") filter.only_proven = true;
    if (option.name == "--new") filter.only_new = true;
    if (option.name == "--proto") {
        const Result<uint8_t> protocol = parse_protocol(option.value);
        if (!protocol) return protocol.error();
        filter.protocol = *protocol;
    }
    if (option.name == "--host") {
        const Result<IpPrefix> host = IpPrefix::parse(option.value);
        if (!host) return host.error();
        filter.host = *host;
    }
    return {};
}

Result<void> each_once(std::span<const CommandOption> options) {
    for (size_t i = 0; i < options.size(); ++i)
        for (size_t j = 0; j < i; ++j)
            if (options[i].name == options[j].name)
                return Error(fmt::format("{} is given twice", options[i].name));
    return {};
}

Result<void> take_kinds(EventQuestion& question, std::string_view words) {
    while (true) {
        const size_t comma = words.find(',');
        const std::string_view word = words.substr(0, comma);
        const std::optional<uint16_t> kind = event_kind_number(word);
        if (!kind)
            return Error(
                fmt::format("unknown kind of event {}: {}", word, fmt::join(event_kind_names(), ", ")));
        question.kinds.insert(*kind);
        if (comma == std::string_view::npos) return {};
        words.remove_prefix(comma + 1);
    }
}

Result<void> take_ports(FlowQuestion& question, std::span<const std::string> words) {
    const size_t wanted = is_icmp(*question.protocol) ? 1 : 2;
    if (words.size() != wanted)
        return Error(wanted == 1 ? "ICMP flows have one identifier"
                                 : "a source and a destination port go together");
    const Result<uint16_t> source = parse_port(words.front());
    if (!source) return source.error();
    const Result<uint16_t> destination = parse_port(words.back());
    if (!destination) return destination.error();
    question.source_port = *source;
    question.destination_port = *destination;
    return {};
}

Result<FlowQuestion> parse_addresses(std::span<const std::string> words) {
    if (words.size() < 2) return Error("a source and a destination address are missing");
    const Result<IpAddress> source = IpAddress::parse(words[0]);
    if (!source) return source.error();
    const Result<IpAddress> destination = IpAddress::parse(words[1]);
    if (!destination) return destination.error();
    if (source->family() != destination->family()) return Error("one address is IPv4 and the other IPv6");
    FlowQuestion question;
    question.source = *source;
    question.destination = *destination;
    return question;
}

}  // namespace

Result<std::string> parse_map_name(const std::string& word) {
    const std::string full = begins(word, kMapPrefix) ? word : std::string(kMapPrefix) + word;
    std::vector<std::string_view> found;
    for (const KnownMap& known : kKnownMaps) {
        if (known.name == full) return full;
        if (begins(known.name, full)) found.push_back(known.name);
    }
    if (found.empty()) return Error(fmt::format("no map is called {}; `hawser-maps list` names them", word));
    if (found.size() > 1) return Error(fmt::format("{} may be {} or {}", word, found[0], found[1]));
    return std::string(found[0]);
}

Result<FlowFilter> parse_flow_filter(std::span<const CommandOption> options) {
    if (const Result<void> once = each_once(options); !once) return once.error();
    FlowFilter filter;
    for (const CommandOption& option : options)
        if (const Result<void> taken = take_filter(filter, option); !taken) return taken.error();
    if (filter.only_proven && filter.only_new) return Error("a flow is proven or new, not both");
    return filter;
}

Result<EventQuestion> parse_event_question(std::span<const CommandOption> options) {
    EventQuestion question;
    for (const CommandOption& option : options) {
        if (option.name == "--follow") question.follow = true;
        if (option.name != "--kind") continue;
        if (const Result<void> taken = take_kinds(question, option.value); !taken) return taken.error();
    }
    return question;
}

Result<FlowQuestion> parse_flow_question(std::span<const std::string> words,
                                         std::span<const CommandOption> options) {
    Result<FlowQuestion> question = parse_addresses(words);
    if (!question) return question;
    for (const CommandOption& option : options) {
        const Result<uint16_t> dscp = parse_port(option.value);
        if (!dscp || *dscp > 63)
            return Error(fmt::format("{} is not a code point from 0 to 63", option.value));
        question->dscp = static_cast<uint8_t>(*dscp);
    }
    if (words.size() == 2) return question;
    const Result<uint8_t> protocol = parse_protocol(words[2]);
    if (!protocol) return protocol.error();
    question->protocol = *protocol;
    if (words.size() == 3) return question;
    const Result<void> ports = take_ports(*question, words.subspan(3));
    if (!ports) return ports.error();
    return question;
}

}  // namespace hawser::maps
