// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {
namespace {

/// `gw2.example=203.0.113.30`
void read_name(const Located<std::string>& item, ike::RedirectConfig& config, Diagnostics& out) {
    const size_t sign = item.value.find('=');
    const bool has_both = sign != std::string::npos && sign > 0;
    const auto address = has_both ? IpAddress::parse(item.value.substr(sign + 1))
                                  : Result<IpAddress>(Error("it has no name and address"));
    if (!address) {
        out.error(item.where, fmt::format("'{}' in redirect_names: {}", item.value, address.error().text()),
                  "write redirect_names = [\"gw2.example=203.0.113.30\"]");
        return;
    }
    std::string name = item.value.substr(0, sign);
    // RFC 4343: names compare without regard to case.
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char one) { return static_cast<char>(std::tolower(one)); });
    config.names[name] = *address;
}

}  // namespace

ike::RedirectConfig read_redirect(const SectionReader& section, Diagnostics& out) {
    ike::RedirectConfig config;
    if (const auto follow = section.boolean("redirect")) config.follow = follow->value;
    if (const auto most = section.integer("max_redirects")) config.max_redirects = most->value;
    for (const auto& prefix : section.prefixes("redirect_to"))
        config.allowed.push_back(prefix.value);
    for (const auto& item : section.texts("redirect_names"))
        read_name(item, config, out);
    return config;
}

}  // namespace hawser::loader
