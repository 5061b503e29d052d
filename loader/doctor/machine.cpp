// SPDX-License-Identifier: BSD-2-Clause
#include "loader/doctor/machine.h"

#include <sys/timex.h>
#include <sys/utsname.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "loader/doctor/child_process.h"

namespace hawser::loader::doctor {

Result<std::string> ThisMachine::read(const std::string& path) {
    constexpr size_t kMost = 4u << 20;
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error::system("opening " + path, errno);
    std::string text;
    // Files of /proc have no size: they are read to their end.
    for (std::string block(64 * 1024, '\0'); text.size() < kMost && file;) {
        file.read(block.data(), static_cast<std::streamsize>(block.size()));
        text.append(block, 0, static_cast<size_t>(file.gcount()));
    }
    return text;
}

std::vector<std::string> ThisMachine::list(const std::string& folder) {
    std::vector<std::string> names;
    std::error_code none;
    for (std::filesystem::directory_iterator each(folder, none), end; !none && each != end;
         each.increment(none))
        names.push_back(each->path().filename().string());
    return names;
}

std::string ThisMachine::link_target(const std::string& path) {
    std::error_code none;
    return std::filesystem::read_symlink(path, none).string();
}

Result<std::string> ThisMachine::run(const std::vector<std::string>& words) {
    return output_of(words, std::chrono::seconds(10));
}

std::string ThisMachine::kernel_release() {
    utsname name{};
    return ::uname(&name) == 0 ? name.release : "";
}

bool ThisMachine::clock_synchronised() {
    timex clock{};
    return ::adjtimex(&clock) != TIME_ERROR && (clock.status & STA_UNSYNC) == 0;
}

int ThisMachine::year() {
    const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    return static_cast<int>(std::chrono::year_month_day(today).year());
}

}  // namespace hawser::loader::doctor
