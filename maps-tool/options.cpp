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

const Option* find(std::string_view name) {
    for (const Option& option : kOptions)
        if (name == option.long_name || (name == option.short_name && !name.empty())) return &option;
    return nullptr;
}

/// `--pin-dir=DIR` as well as `--pin-dir DIR`. `next` goes on to the argument that was used up.
Result<void> apply(Options& options, std::span<const std::string> arguments, size_t& next) {
    const std::string& word = arguments[next];
    const size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const Option* option = find(name);
    if (option == nullptr) return Error(fmt::format("unknown option {}", name));
    const bool attached = equals != std::string::npos;
    if (option->argument.empty()) {
        if (attached) return Error(fmt::format("option {} takes no argument", name));
        option->apply(options, "");
        return {};
    }
    if (!attached && next + 1 == arguments.size())
        return Error(fmt::format("option {} needs an argument {}", name, option->argument));
    option->apply(options, attached ? word.substr(equals + 1) : arguments[++next]);
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

}  // namespace hawser::maps
