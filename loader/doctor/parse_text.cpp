// SPDX-License-Identifier: BSD-2-Clause
// Files and lists of one entry a line.
#include <sstream>

#include "loader/doctor/parse.h"

namespace hawser::loader::doctor {

std::map<std::string, bool> parse_offloads(const std::string& text) {
    std::map<std::string, bool> offloads;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        const size_t colon = line.find(": ");
        if (colon == std::string::npos) continue;
        const size_t start = line.find_first_not_of(" \t");
        offloads[line.substr(start, colon - start)] = line.compare(colon + 2, 2, "on") == 0;
    }
    return offloads;
}

std::map<std::string, uint64_t> parse_counters(const std::string& text) {
    std::map<std::string, uint64_t> counters;
    std::istringstream stream(text);
    std::string name;
    for (uint64_t count = 0; stream >> name >> count;)
        counters[name] = count;
    return counters;
}

std::map<std::string, char> parse_kernel_options(const std::string& text) {
    std::map<std::string, char> options;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        const size_t equals = line.find('=');
        if (line.rfind("CONFIG_", 0) != 0 || equals == std::string::npos || equals + 1 == line.size())
            continue;
        options[line.substr(0, equals)] = line[equals + 1];
    }
    return options;
}

bool keeps_foreign_rules(const std::string& text) {
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        for (const char* no :
             {"ManageForeignRoutingPolicyRules=no", "ManageForeignRoutingPolicyRules=false"}) {
            if (line.rfind(no, 0) == 0) return true;
        }
    }
    return false;
}

}  // namespace hawser::loader::doctor
