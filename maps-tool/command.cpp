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
using OfCommand = std::span<const CommandOption>;

struct Grammar {
    std::string_view object;  ///< the first word
    std::string_view verb;    ///< the second; empty: none
    std::string_view arguments;
    std::string_view does;
    Result<Command> (*parse)(Words arguments, OfCommand options);
};

Result<void> expect_at_most(Words words, size_t count) {
    if (words.size() <= count) return {};
    return Error(fmt::format("unexpected word {}", words[count]));
}

Result<Command> reporting(std::function<Result<Report>(const Maps&)> report) {
    return Command{std::move(report), {}};
}

/// A command without arguments.
template <Result<Report> (*run)(const Maps&)>
Result<Command> parse_bare(Words words, OfCommand) {
    if (const Result<void> none = expect_at_most(words, 0); !none) return none.error();
    return reporting(run);
}

template <Result<Report> (*run)(const Maps&, std::string_view)>
Result<Command> parse_with_map(Words words, OfCommand) {
    if (const Result<void> one = expect_at_most(words, 1); !one) return one.error();
    if (words.empty()) return Error("the name of a map is missing");
    const Result<std::string> name = parse_map_name(words[0]);
    if (!name) return name.error();
    return reporting([name = *name](const Maps& maps) { return run(maps, name); });
}

template <Result<Report> (*run)(const Maps&, const std::optional<std::string>&)>
Result<Command> parse_with_optional(Words words, OfCommand) {
    if (const Result<void> one = expect_at_most(words, 1); !one) return one.error();
    std::optional<std::string> which;
    if (!words.empty()) which = words[0];
    return reporting([which](const Maps& maps) { return run(maps, which); });
}

Result<Command> parse_flow_list(Words words, OfCommand options) {
    if (const Result<void> none = expect_at_most(words, 0); !none) return none.error();
    const Result<FlowFilter> filter = parse_flow_filter(options);
    if (!filter) return filter.error();
    return reporting([filter = *filter](const Maps& maps) { return list_flows(maps, filter); });
}

Result<Command> parse_events(Words words, OfCommand options) {
    if (const Result<void> none = expect_at_most(words, 0); !none) return none.error();
    const Result<EventQuestion> question = parse_event_question(options);
    if (!question) return question.error();
    Command command;
    command.stream = [question = *question](const Maps& maps, const Output& output) {
        return print_events(maps, question, output);
    };
    return command;
}

Result<Command> parse_flow_get(Words words, OfCommand options) {
    const Result<FlowQuestion> question = parse_flow_question(words, options);
    if (!question) return question.error();
    return reporting([question = *question](const Maps& maps) { return get_flow(maps, question); });
}

constexpr std::array kGrammar{
    Grammar{"list", "", "", "the maps, their sizes and what they hold", parse_bare<list_maps>},
    Grammar{"show", "", "MAP", "one map", parse_with_map<show_map>},
    Grammar{"dump", "", "MAP", "a map's entries by their meaning", parse_with_map<dump_map>},
    Grammar{"flow", "list",
            "[--tunnel TUNNEL] [--bundle PEER] [--proto PROTO] [--host ADDR[/LEN]] [--proven | --new]",
            "flows and their tunnels, the busiest first", parse_flow_list},
    Grammar{"flow", "get", "SRC DST [PROTO [SPORT DPORT | ID]] [--dscp N]",
            "one flow, from either side: the tunnel that it has or would take, and why", parse_flow_get},
    Grammar{"ring", "show", "[PEER]", "each tunnel's share of new flows", parse_with_optional<show_rings>},
    Grammar{"rule", "show", "[PEER]", "what rules are for, and the tunnels of their new flows",
            parse_with_optional<show_rules>},
    Grammar{"tunnel", "show", "[TUNNEL]", "tunnels and their states", parse_with_optional<show_tunnels>},
    Grammar{"stats", "", "", "drops by reason, pins made and ended, and counters of the tunnels",
            parse_bare<show_stats>},
    Grammar{"events", "", "[--follow] [--kind KIND,...]",
            "what the programs do, as it happens: pins made and moved, drops, tunnels that fall silent",
            parse_events},
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

std::string name_of(const Grammar& grammar) {
    if (grammar.verb.empty()) return std::string(grammar.object);
    return fmt::format("{} {}", grammar.object, grammar.verb);
}

/// The arguments name every option that the command takes.
bool takes(const Grammar& grammar, std::string_view option) {
    const size_t at = grammar.arguments.find(option);
    if (at == std::string_view::npos) return false;
    const size_t end = at + option.size();
    return end == grammar.arguments.size() || grammar.arguments[end] == ' ' || grammar.arguments[end] == ']';
}

}  // namespace

Result<Command> parse_command(const Options& options) {
    const Words words = options.words;
    if (words.empty()) return Error("a command is missing");
    const Result<const Grammar*> grammar = find(words);
    if (!grammar) return grammar.error();
    for (const CommandOption& option : options.of_command)
        if (!takes(**grammar, option.name))
            return Error(fmt::format("`{}` has no option {}", name_of(**grammar), option.name));
    const size_t used = (*grammar)->verb.empty() || words.size() < 2 ? 1 : 2;
    return (*grammar)->parse(words.subspan(used), options.of_command);
}

std::string commands_help() {
    std::string text;
    for (const Grammar& grammar : kGrammar) {
        const std::string arguments = grammar.arguments.empty() ? "" : fmt::format(" {}", grammar.arguments);
        text += fmt::format("  hawser-maps [OPTIONS] {}{}\n      {}\n", name_of(grammar), arguments,
                            grammar.does);
    }
    return text;
}

std::vector<std::string> command_names() {
    std::vector<std::string> names;
    for (const Grammar& grammar : kGrammar)
        names.push_back(name_of(grammar));
    return names;
}

}  // namespace hawser::maps
