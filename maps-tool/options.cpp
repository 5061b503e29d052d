// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/options.h"

#include <fmt/format.h>

#include <array>

#include "bpf/abi.h"

namespace hawser::maps {
namespace {

struct Option {
    std::string_view short_name;  ///< may be empty
    std::string_view long_name;
    std::string_view argument;  ///< empty: takes none
    std::string_view does;
    void (*apply)(Options&, const std::string& value);
};

constexpr std::array kOptions{
    Option{"-j", "--json", "", "write JSON on one line",
           [](Options& options, const std::string&) { options.json = true; }},
    Option{"-p", "--pretty", "", "write JSON with indentation (implies -j)",
           [](Options& options, const std::string&) { options.json = options.pretty = true; }},
    Option{"", "--pin-dir", "DIR", "where the maps are pinned (" HW_PIN_DIR ")",
           [](Options& options, const std::string& value) { options.pin_dir = value; }},
    Option{"-h", "--help", "", "print this help",
           [](Options& options, const std::string&) { options.help = true; }},
    Option{"-V", "--version", "", "print the version",
           [](Options& options, const std::string&) { options.version = true; }},
};

/// Options of commands: which of them has which, the commands say.
struct OfCommand {
    std::string_view name;
    std::string_view argument;  ///< empty: takes none
};

constexpr std::array kOfCommands{
    OfCommand{"--tunnel", "TUNNEL"},   OfCommand{"--bundle", "PEER"},   OfCommand{"--proto", "PROTO"},
    OfCommand{"--host", "ADDR[/LEN]"}, OfCommand{"--proven", ""},       OfCommand{"--new", ""},
    OfCommand{"--follow", ""},         OfCommand{"--kind", "KIND,..."}, OfCommand{"--dscp", "N"},
};

const OfCommand* find_of_command(std::string_view name) {
    for (const OfCommand& option : kOfCommands)
        if (name == option.name) return &option;
    return nullptr;
}

const Option* find(std::string_view name) {
    for (const Option& option : kOptions)
        if (name == option.long_name || (name == option.short_name && !name.empty())) return &option;
    return nullptr;
}

/// The value of an option: `--pin-dir=DIR` as well as `--pin-dir DIR`; empty where it takes none. `next` goes
/// on to the argument that was used up.
Result<std::string> value_of(std::string_view argument, std::span<const std::string> arguments,
                             size_t& next) {
    const std::string& word = arguments[next];
    const size_t equals = word.find('=');
    const bool attached = equals != std::string::npos;
    const std::string name = word.substr(0, equals);
    if (argument.empty()) {
        if (attached) return Error(fmt::format("option {} takes no argument", name));
        return std::string();
    }
    if (attached) return word.substr(equals + 1);
    if (next + 1 == arguments.size())
        return Error(fmt::format("option {} needs an argument {}", name, argument));
    return arguments[++next];
}

Result<void> apply(Options& options, std::span<const std::string> arguments, size_t& next) {
    const std::string& word = arguments[next];
    const std::string name = word.substr(0, word.find('='));
    const Option* option = find(name);
    const OfCommand* of_command = find_of_command(name);
    if (option == nullptr && of_command == nullptr) return Error(fmt::format("unknown option {}", name));
    const Result<std::string> value =
        value_of(option != nullptr ? option->argument : of_command->argument, arguments, next);
    if (!value) return value.error();
    if (option != nullptr)
        option->apply(options, *value);
    else
        options.of_command.push_back({name, *value});
    return {};
}

}  // namespace

Result<Options> parse_options(std::span<const std::string> arguments) {
    Options options;
    options.pin_dir = HW_PIN_DIR;
    bool only_words = false;
    for (size_t i = 0; i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        if (only_words || word.size() < 2 || word[0] != '-') {
            options.words.push_back(word);
        } else if (word == "--") {
            only_words = true;
        } else if (const Result<void> applied = apply(options, arguments, i); !applied) {
            return applied.error();
        }
    }
    return options;
}

std::string options_help() {
    std::string text;
    for (const Option& option : kOptions) {
        const std::string names =
            fmt::format("{}{}{}{}{}", option.short_name, option.short_name.empty() ? "" : "|",
                        option.long_name, option.argument.empty() ? "" : " ", option.argument);
        text += fmt::format("  {:<16} {}\n", names, option.does);
    }
    return text;
}

std::vector<std::string> option_names() {
    std::vector<std::string> names;
    for (const Option& option : kOptions)
        names.emplace_back(option.long_name);
    for (const OfCommand& option : kOfCommands)
        names.emplace_back(option.name);
    return names;
}

}  // namespace hawser::maps
