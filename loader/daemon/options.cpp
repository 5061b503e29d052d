// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/options.h"

#include <boost/program_options.hpp>
#include <sstream>

namespace hawser::loader {
namespace {

namespace po = boost::program_options;

po::options_description description() {
    po::options_description options("options");
    auto add = options.add_options();
    add("config,c", po::value<std::string>(), "configuration file (default /etc/hawser/hawser.toml)");
    add("check", "say what is wrong with the configuration, and do nothing else");
    add("guard", "put unreachable routes for the peers' networks there and leave: for early boot");
    add("flush", "take everything of Hawser's out of the kernel and leave");
    add("keep-guard", "with --flush: the peers' networks stay unreachable");
    add("log-level", po::value<std::string>(),
        "trace, debug, info, warn or error, instead of the configuration's");
    add("help,h", "this text");
    add("version,V", "the version");
    return options;
}

}  // namespace

std::string help_text() {
    std::ostringstream text;
    text << "usage: hawserd [--config FILE] [--check | --guard | --flush]\n\n" << description();
    return text.str();
}

Result<Options> parse_options(int argc, const char* const* argv) {
    po::variables_map given;
    try {
        po::store(po::command_line_parser(argc, argv)
                      .options(description())
                      .positional(po::positional_options_description())
                      .run(),
                  given);
    } catch (const po::error& failure) {
        return Error(failure.what());
    }
    Options options;
    if (given.count("config") != 0) options.config = given["config"].as<std::string>();
    if (given.count("log-level") != 0) options.log_level = given["log-level"].as<std::string>();
    int verbs = 0;
    const std::pair<const char*, Verb> all[] = {{"check", Verb::kCheck},
                                                {"guard", Verb::kGuard},
                                                {"flush", Verb::kFlush},
                                                {"help", Verb::kHelp},
                                                {"version", Verb::kVersion}};
    for (const auto& [name, verb] : all) {
        if (given.count(name) == 0) continue;
        options.verb = verb;
        ++verbs;
    }
    if (verbs > 1) return Error("--check, --guard, --flush, --help and --version exclude each other");
    options.keep_guard = given.count("keep-guard") != 0;
    if (options.keep_guard && options.verb != Verb::kFlush) return Error("--keep-guard is for --flush");
    return options;
}

}  // namespace hawser::loader
