// SPDX-License-Identifier: BSD-2-Clause
#include <bpf/libbpf.h>
#include <time.h>

#include <iostream>
#include <string>
#include <vector>

#include "maps-tool/run.h"

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    // Errors come back to us and are told in our words, once.
    libbpf_set_print(nullptr);
    // The clock of bpf_ktime_get_ns, by which the pins are stamped.
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    const uint64_t now_ns =
        static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
    const int status = hawser::maps::run(arguments, now_ns, std::cout, std::cerr);
    std::cout.flush();
    if (!std::cout) {
        std::cerr << "hawser-maps: writing the output failed\n";
        return hawser::maps::kFailed;
    }
    return status;
}
