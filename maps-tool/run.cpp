// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/run.h"

#include "maps-tool/command.h"
#include "maps-tool/options.h"

#ifndef HAWSER_VERSION
#define HAWSER_VERSION "unknown"
#endif

namespace hawser::maps {
namespace {

std::string help() {
    return "Reads the maps of Hawser's data plane, without the daemon.\n\nCommands, which may be cut "
           "short:\n" +
           commands_help() +
           "  hawser-maps help\n\n"
           "  MAP is a name from `list`, with or without hw_. TUNNEL is an id or an interface, PEER a name, "
           "an id or\n"
           "  an interface. PROTO is a name (tcp, udp, icmp, ...) or a number.\n\nOptions:\n" +
           options_help() + "\nExit status: 0 fine, 1 error, 2 usage.\n";
}

int fail(const Options& options, const Error& error, std::ostream& out, std::ostream& err) {
    err << "hawser-maps: " << error.text() << "\n";
    // As in bpftool: who reads JSON finds the error where the answer would be.
    if (options.json) {
        Section section;
        section.single = true;
        section.records.push_back(Record().for_programs("error", error.text()));
        render_json(report_of(std::move(section)), options.pretty, out);
    }
    return kFailed;
}

int usage(const Error& error, std::ostream& err) {
    err << "hawser-maps: " << error.text() << "; `hawser-maps help` shows the commands\n";
    return kUsage;
}

Result<void> write_report(const Command& command, const Maps& maps, const Options& options,
                          std::ostream& out) {
    const Result<Report> report = command.report(maps);
    if (!report) return report.error();
    if (options.json)
        render_json(*report, options.pretty, out);
    else
        render_text(*report, out);
    return {};
}

bool wants_help(const Options& options) {
    return options.help || (!options.words.empty() && options.words[0] == "help");
}

}  // namespace

int run(std::span<const std::string> arguments, uint64_t now_ns, std::ostream& out, std::ostream& err,
        const std::function<bool()>& stop) {
    const Result<Options> options = parse_options(arguments);
    if (!options) return usage(options.error(), err);
    if (wants_help(*options)) {
        out << help();
        return kFine;
    }
    if (options->version) {
        out << "hawser-maps " HAWSER_VERSION "\n";
        return kFine;
    }
    const Result<Command> command = parse_command(*options);
    if (!command) return usage(command.error(), err);
    const Maps maps{options->pin_dir, now_ns};
    const Result<void> done = command->stream
                                  ? command->stream(maps, Output{out, options->json, options->pretty, stop})
                                  : write_report(*command, maps, *options, out);
    return done ? kFine : fail(*options, done.error(), out, err);
}

}  // namespace hawser::maps
