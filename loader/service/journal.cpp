// SPDX-License-Identifier: BSD-2-Clause
#include "loader/service/journal.h"

#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

// Where an entry comes from is told by its fields, not by a line of ours.
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include <cstdlib>
#include <string_view>

namespace hawser::loader {

bool stderr_is_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat file {};
    if (stream == nullptr || ::fstat(STDERR_FILENO, &file) != 0) return false;
    return std::string_view(stream) == std::to_string(file.st_dev) + ":" + std::to_string(file.st_ino);
}

void write_to_journal(int priority, const std::string& message,
                      const std::vector<std::pair<std::string, std::string>>& fields) {
    std::vector<std::string> lines{"MESSAGE=" + message, "PRIORITY=" + std::to_string(priority),
                                   "SYSLOG_IDENTIFIER=hawserd"};
    for (const auto& [name, value] : fields) {
        if (!value.empty()) lines.push_back(name + "=" + value);
    }
    std::vector<iovec> parts;
    for (std::string& line : lines)
        parts.push_back({line.data(), line.size()});
    // A journal that does not take it is no reason to stop.
    (void)sd_journal_sendv(parts.data(), static_cast<int>(parts.size()));
}

}  // namespace hawser::loader
