// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/client/options.h"

#include <boost/program_options.hpp>
#include <sstream>

#include "loader/control/client/commands.h"

namespace hawser::loader {
namespace {

namespace po = boost::program_options;

po::options_description visible_options() {
    po::options_description options("Options");
    options.add_options()  //
        ("socket,s", po::value<std::string>()->value_name("PATH"),
         "hawserd's control socket "
         "(/run/hawser/hawser.sock)")                          //
        ("follow,f", "events: go on with each as it happens")  //
        ("last,n", po::value<unsigned>()->value_name("N"),
         "events: the last N (20, or all with --since)")  //
        ("since", po::value<std::string>()->value_name("DURATION"),
         "events: those of the last DURATION, such as 10m")  //
        ("tag", po::value<std::string>()->value_name("TAG"),
         "drain, undrain, failover: all that have the tag")  //
        ("to", po::value<unsigned>()->value_name("TIER"),
         "failover: all flows use this tier while it carries")                                            //
        ("hold", "failover: stay on the tier that carries now; nothing goes back by itself")              //
        ("auto", "failover: the best tier that carries")                                                  //
        ("dry-run", "reload: say what would change, and change nothing")                                  //
        ("interval,i", po::value<double>()->value_name("SECONDS"), "top: seconds between two looks (1)")  //
        ("config,c", po::value<std::string>()->value_name("FILE"),
         "doctor: hawserd's configuration (/etc/hawser/hawser.toml)")  //
        ("json,j", "print JSON")                                       //
        ("pretty,p", "print JSON with line breaks")                    //
        ("help,h", "print this text")                                  //
        ("version,V", "print the version of this program");
    return options;
}

/// Empty: nothing.
std::string wrong_with_tags_and_tiers(const ClientOptions& options) {
    const bool failover = options.command == "failover";
    const bool drain = options.command == "drain" || options.command == "undrain";
    const int tiers = (options.to ? 1 : 0) + (options.hold ? 1 : 0) + (options.automatic ? 1 : 0);
    if (tiers != 0 && !failover) return "--to, --hold and --auto are for 'failover'";
    if (!options.tag.empty() && !failover && !drain) return "--tag is for 'drain', 'undrain' and 'failover'";
    if (!failover && !drain) return "";
    const char* what = failover ? "a peer" : "a tunnel";
    if (options.arguments.empty() && options.tag.empty())
        return "'" + options.command + "' needs " + what + " or --tag TAG";
    if (!options.arguments.empty() && !options.tag.empty())
        return "'" + options.command + "' takes " + what + " or --tag TAG, not both";
    if (failover && tiers != 1) return "'failover' needs one of --to TIER, --hold and --auto";
    return "";
}

Result<std::chrono::milliseconds> read_interval(double seconds) {
    if (!(seconds >= 0.001 && seconds <= 60))
        return Error("--interval is a number of seconds from 0.001 to 60");
    return std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
}

Result<ClientOptions> checked(ClientOptions options) {
    if (options.help || options.version) return options;
    if (options.command.empty()) return Error("a command is missing");
    const Command* command = find_command(options.command);
    if (command == nullptr) return Error("there is no command '" + options.command + "'");
    const bool for_events = options.follow || options.last || !options.since.empty();
    if (for_events && options.command != "events")
        return Error("--follow, --last and --since are for 'events'");
    if (const std::string wrong = wrong_with_tags_and_tiers(options); !wrong.empty()) return Error(wrong);
    if (options.dry_run && options.command != "reload") return Error("--dry-run is for 'reload'");
    if (options.interval != ClientOptions{}.interval && options.command != "top")
        return Error("--interval is for 'top'");
    if (options.config != ClientOptions{}.config && options.command != "doctor")
        return Error("--config is for 'doctor'");
    const size_t given = options.arguments.size();
    if (given < command->least_arguments)
        return Error("'" + options.command + "' needs " + command->argument);
    if (given > command->most_arguments)
        return Error("'" + options.command + "' does not take '" +
                     options.arguments[command->most_arguments] + "'");
    return options;
}

}  // namespace

Result<ClientOptions> parse_options(const std::vector<std::string>& words) {
    po::options_description all = visible_options();
    all.add_options()("words", po::value<std::vector<std::string>>());
    po::positional_options_description positional;
    positional.add("words", -1);
    po::variables_map found;
    try {
        po::store(po::command_line_parser(words).options(all).positional(positional).run(), found);
    } catch (const po::error& failure) {
        return Error(failure.what());
    }
    ClientOptions options;
    options.socket =
        found.count("socket") != 0 ? found["socket"].as<std::string>() : "/run/hawser/hawser.sock";
    if (found.count("config") != 0) options.config = found["config"].as<std::string>();
    options.pretty = found.count("pretty") != 0;
    options.json = found.count("json") != 0 || options.pretty;
    options.follow = found.count("follow") != 0;
    if (found.count("last") != 0) options.last = found["last"].as<unsigned>();
    if (found.count("since") != 0) options.since = found["since"].as<std::string>();
    if (found.count("tag") != 0) options.tag = found["tag"].as<std::string>();
    if (found.count("to") != 0) options.to = found["to"].as<unsigned>();
    options.hold = found.count("hold") != 0;
    options.automatic = found.count("auto") != 0;
    options.dry_run = found.count("dry-run") != 0;
    if (found.count("interval") != 0) {
        const auto interval = read_interval(found["interval"].as<double>());
        if (!interval) return interval.error();
        options.interval = *interval;
    }
    options.help = found.count("help") != 0;
    options.version = found.count("version") != 0;
    if (found.count("words") != 0) options.arguments = found["words"].as<std::vector<std::string>>();
    if (!options.arguments.empty()) {
        options.command = options.arguments.front();
        options.arguments.erase(options.arguments.begin());
    }
    return checked(std::move(options));
}

std::string usage() {
    std::ostringstream text;
    text << "Usage: hawser [OPTIONS] COMMAND\n\nCommands:\n" << command_list() << "\n" << visible_options();
    text << "\nExit status: 0 fine, 1 error, 2 usage, 3 degraded (some tunnel is not up).\n";
    return text.str();
}

}  // namespace hawser::loader
