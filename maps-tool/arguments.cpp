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

Result<void> take_filter(FlowFilter& filter, const std::string& key, const std::string& value) {
    const bool again = (key == "tunnel" && filter.tunnel) || (key == "peer" && filter.peer) ||
                       (key == "address" && filter.address);
    if (again) return Error(fmt::format("{} is given twice", key));
    if (key == "tunnel") {
        filter.tunnel = value;
    } else if (key == "peer") {
        filter.peer = value;
    } else if (key == "address") {
        const Result<IpAddress> address = IpAddress::parse(value);
        if (!address) return address.error();
        filter.address = *address;
    } else {
        return Error(fmt::format("unknown filter {}: tunnel, peer or address", key));
    }
    return {};
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

Result<FlowFilter> parse_flow_filter(std::span<const std::string> words) {
    FlowFilter filter;
    for (size_t i = 0; i < words.size(); i += 2) {
        if (i + 1 == words.size()) return Error(fmt::format("{} needs a value", words[i]));
        const Result<void> taken = take_filter(filter, words[i], words[i + 1]);
        if (!taken) return taken.error();
    }
    return filter;
}

Result<FlowQuestion> parse_flow_question(std::span<const std::string> words) {
    Result<FlowQuestion> question = parse_addresses(words);
    if (!question || words.size() == 2) return question;
    question->protocol = protocol_number(words[2]);
    if (!question->protocol)
        return Error(fmt::format("unknown protocol {}: a name such as tcp, or a number", words[2]));
    if (words.size() == 3) return question;
    const Result<void> ports = take_ports(*question, words.subspan(3));
    if (!ports) return ports.error();
    return question;
}

}  // namespace hawser::maps
