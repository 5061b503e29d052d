// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>

#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {

std::vector<Located<std::string>> read_tags(const SectionReader& section, Diagnostics& out) {
    std::vector<Located<std::string>> tags;
    for (auto& tag : section.texts("tags")) {
        const bool known = std::any_of(tags.begin(), tags.end(),
                                       [&tag](const auto& other) { return other.value == tag.value; });
        if (!is_plain_name(tag.value)) {
            out.error(tag.where, fmt::format("'{}' is no tag", tag.value),
                      "a tag has letters, digits, '_', '.' and '-', at most 32");
        } else if (known) {
            out.error(tag.where, fmt::format("the tag '{}' is given twice", tag.value));
        } else {
            tags.push_back(std::move(tag));
        }
    }
    return tags;
}

}  // namespace hawser::loader
