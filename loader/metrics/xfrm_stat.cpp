// SPDX-License-Identifier: BSD-2-Clause
#include "loader/metrics/xfrm_stat.h"

#include <fstream>
#include <sstream>

namespace hawser::loader {

std::map<std::string, uint64_t> parse_xfrm_stat(const std::string& text) {
    std::map<std::string, uint64_t> errors;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string name;
        uint64_t count = 0;
        if (words >> name >> count) errors[name] = count;
    }
    return errors;
}

std::map<std::string, uint64_t> read_xfrm_stat() {
    std::ifstream file("/proc/net/xfrm_stat");
    std::ostringstream text;
    text << file.rdbuf();
    return parse_xfrm_stat(text.str());
}

}  // namespace hawser::loader
