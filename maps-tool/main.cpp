// SPDX-License-Identifier: BSD-2-Clause
#include <bpf/libbpf.h>
#include <signal.h>
#include <time.h>

#include <iostream>
#include <string>
#include <vector>

#include "maps-tool/run.h"

namespace {

volatile sig_atomic_t told_to_end = 0;

void on_signal(int) {
    told_to_end = 1;
}

/// Commands that go on for long end tidily, so that the programs hear at once that nobody listens; all others
/// die as usual.
void catch_signals() {
    struct sigaction action {};
    action.sa_handler = on_signal;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        sigaction(signal, &action, nullptr);
    // A reader that goes away shows as a failed write.
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, nullptr);
}

/// From the first question on the answer is up to the signals.
bool has_to_stop() {
    static bool caught = false;
    if (!caught) catch_signals();
    caught = true;
    return told_to_end != 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    // Errors come back to us and are told in our words, once.
    libbpf_set_print(nullptr);
    // The clock of bpf_ktime_get_ns, by which the pins are stamped.
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    const uint64_t now_ns =
        static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
    const int status = hawser::maps::run(arguments, now_ns, std::cout, std::cerr, has_to_stop);
    std::cout.flush();
    if (!std::cout) {
        std::cerr << "hawser-maps: writing the output failed\n";
        return hawser::maps::kFailed;
    }
    return status;
}
