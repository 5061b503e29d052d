// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/command.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <vector>

#include "maps-tool/arguments.h"
#include "maps-tool/commands.h"

namespace hawser::maps {
namespace {

using Words = std::span<const std::string>;

struct Grammar {
    std::string_view object;  ///< the first word
    std::string_view verb;    ///< the second; empty: none
    std::string_view arguments;
    std::string_view does;
    Result<Command> (*parse)(Words arguments);
};

Result<void> expect_at_most(Words words, size_t count) {
    if (words.size() <= count) return {};
    return Error(fmt::format("unexpected word {}", words[count]));
}

/// A command without arguments.
template <Result<Report> (*run)(const Maps&)>
Result<Command> parse_bare(Words words) {
    if (const Result<void> none = expect_at_most(words, 0); !none) return none.error();
    return Command(run);
}

template <Result<Report> (*run)(const Maps&, std::string_view)>
Result<Command> parse_with_map(Words words) {
    if (const Result<void> one = expect_at_most(words, 1); !one) return one.error();
    if (words.empty()) return Error("the name of a map is missing");
    const Result<std::string> name = parse_map_name(words[0]);
    if (!name) return name.error();
    return Command([name = *name](const Maps& maps) { return run(maps, name); });
}

template <Result<Report> (*run)(const Maps&, const std::optional<std::string>&)>
Result<Command> parse_with_optional(Words words) {
    if (const Result<void> one = expect_at_most(words, 1); !one) return one.error();
    std::optional<std::string> which;
    if (!words.empty()) which = words[0];
    return Command([which](const Maps& maps) { return run(maps, which); });
}

Result<Command> parse_flow_list(Words words) {
    const Result<FlowFilter> filter = parse_flow_filter(words);
    if (!filter) return filter.error();
    return Command([filter = *filter](const Maps& maps) { return list_flows(maps, filter); });
}

Result<Command> parse_flow_get(Words words) {
    const Result<FlowQuestion> question = parse_flow_question(words);
    if (!question) return question.error();
    return Command([question = *question](const Maps& maps) { return get_flow(maps, question); });
}

constexpr std::array kGrammar{
    Grammar{"list", "", "", "the maps, their sizes and what they hold", parse_bare<list_maps>},
    Grammar{"show", "", "MAP", "one map", parse_with_map<show_map>},
    Grammar{"dump", "", "MAP", "a map's entries by their meaning", parse_with_map<dump_map>},
    Grammar{"flow", "list", "[tunnel TUNNEL] [peer PEER] [address ADDR]",
            "flows and their tunnels, the busiest first", parse_flow_list},
    Grammar{"flow", "get", "SRC DST [PROTO [SPORT DPORT | ID]]", "one flow, from either side",
            parse_flow_get},
    Grammar{"ring", "show", "[PEER]", "each tunnel's share of new flows", parse_with_optional<show_rings>},
    Grammar{"tunnel", "show", "[TUNNEL]", "tunnels and their states", parse_with_optional<show_tunnels>},
    Grammar{"stats", "", "", "drops by reason, and counters of the tunnels", parse_bare<show_stats>},
};

/// The one of `candidates` that `word` is the beginning of, or is itself.
Result<std::string_view> complete(const std::string& word, const std::vector<std::string_view>& candidates) {
    std::vector<std::string_view> found;
    for (const std::string_view candidate : candidates) {
        if (candidate == word) return candidate;
        const bool known = !found.empty() && found.back() == candidate;
        if (candidate.substr(0, word.size()) == word && !known) found.push_back(candidate);
    }
    if (found.empty()) return Error(fmt::format("unknown word {}", word));
    if (found.size() > 1) return Error(fmt::format("{} may be {} or {}", word, found[0], found[1]));
    return found[0];
}

Result<const Grammar*> find(Words words) {
    std::vector<std::string_view> objects;
    for (const Grammar& grammar : kGrammar)
        objects.push_back(grammar.object);
    const Result<std::string_view> object = complete(words[0], objects);
    if (!object) return object.error();
    std::vector<std::string_view> verbs;
    for (const Grammar& grammar : kGrammar) {
        if (grammar.object != *object) continue;
        if (grammar.verb.empty()) return &grammar;
        verbs.push_back(grammar.verb);
    }
    // As in bpftool an object alone shows itself.
    const Result<std::string_view> verb = words.size() < 2 ? Result(verbs[0]) : complete(words[1], verbs);
    if (!verb) return verb.error().within(std::string(*object));
    for (const Grammar& grammar : kGrammar)
        if (grammar.object == *object && grammar.verb == *verb) return &grammar;
    return Error("unknown command");
}

}  // namespace

Result<Command> parse_command(Words words) {
    if (words.empty()) return Error("a command is missing");
    const Result<const Grammar*> grammar = find(words);
    if (!grammar) return grammar.error();
    const size_t used = (*grammar)->verb.empty() || words.size() < 2 ? 1 : 2;
    return (*grammar)->parse(words.subspan(used));
}

std::string commands_help() {
    std::string text;
    for (const Grammar& grammar : kGrammar) {
        std::string words(grammar.object);
        for (const std::string_view more : {grammar.verb, grammar.arguments})
            if (!more.empty()) words += fmt::format(" {}", more);
        text += fmt::format("  hawser-maps [OPTIONS] {}\n      {}\n", words, grammar.does);
    }
    return text;
}

}  // namespace hawser::maps
