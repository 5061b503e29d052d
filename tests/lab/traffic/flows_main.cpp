// SPDX-License-Identifier: BSD-2-Clause
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

#include "tests/lab/traffic/client.h"
#include "tests/lab/traffic/server.h"

namespace {

constexpr const char* kUsage =
    "usage: hawser-flows serve [--port P]\n"
    "       hawser-flows run --target ADDRESS --control SOCKET [--port P] [--flows N] [--tcp-share PERCENT]\n"
    "                        [--interval-ms MS] [--report FILE]\n";

volatile bool asked_to_end = false;

/// Options are pairs of words; one that is unknown or has no value leaves the map empty.
std::map<std::string, std::string> options_of(int count, char** words) {
    std::map<std::string, std::string> options{
        {"--port", "7000"}, {"--flows", "300"}, {"--tcp-share", "50"}, {"--interval-ms", "200"},
        {"--target", ""},   {"--control", ""},  {"--report", ""}};
    for (int index = 2; index < count; index += 2) {
        if (index + 1 >= count || !options.contains(words[index])) return {};
        options[words[index]] = words[index + 1];
    }
    return options;
}

int fail(const hawser::Error& error) {
    std::fprintf(stderr, "hawser-flows: %s\n", error.text().c_str());
    return 1;
}

int serve(std::uint16_t port) {
    auto server = hawser::traffic::Server::create(port);
    if (!server) return fail(server.error());
    std::puts("ready");
    std::fflush(stdout);
    server->run(asked_to_end);
    return 0;
}

int run(const std::map<std::string, std::string>& options, std::uint16_t port) {
    hawser::traffic::ClientOptions wanted;
    wanted.target = options.at("--target");
    wanted.port = port;
    wanted.flows = static_cast<unsigned>(std::atoi(options.at("--flows").c_str()));
    wanted.tcp_share = static_cast<unsigned>(std::atoi(options.at("--tcp-share").c_str()));
    wanted.interval_ms = std::max(1.0, std::atof(options.at("--interval-ms").c_str()));
    wanted.report = options.at("--report");
    wanted.control = options.at("--control");
    auto client = hawser::traffic::Client::create(wanted);
    if (!client) return fail(client.error());
    const auto ended = (*client)->run(asked_to_end);
    return ended ? 0 : fail(ended.error());
}

}  // namespace

int main(int count, char** words) {
    std::signal(SIGPIPE, SIG_IGN);
    for (const int number : {SIGTERM, SIGINT})
        std::signal(number, [](int) { asked_to_end = true; });
    const std::string verb = count > 1 ? words[1] : "";
    const auto options = options_of(count, words);
    const bool known =
        verb == "serve" || (verb == "run" && !options.empty() && !options.at("--control").empty());
    if (!known || options.empty()) {
        std::fputs(kUsage, stderr);
        return 2;
    }
    const auto port = static_cast<std::uint16_t>(std::atoi(options.at("--port").c_str()));
    return verb == "serve" ? serve(port) : run(options, port);
}
