// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/probe_url.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "health/probe/dns_message.h"

namespace hawser::loader {
namespace {

std::optional<unsigned> number(std::string_view text, unsigned most) {
    unsigned value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size() || value > most) return std::nullopt;
    return value;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// Takes `host`, `host:port` or `[address]:port` apart.
bool take_authority(std::string_view authority, ProbeUrl& url) {
    const size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
    if (bracket == std::string_view::npos) return false;
    const size_t colon = authority.find(':', bracket);
    std::string_view host = authority.substr(0, colon);
    if (colon != std::string_view::npos) {
        const auto port = number(authority.substr(colon + 1), UINT16_MAX);
        if (!port || *port == 0) return false;
        url.port = static_cast<uint16_t>(*port);
    }
    if (bracket != 0) host = host.substr(1, bracket - 1);
    url.host = host;
    if (const auto address = IpAddress::parse(url.host)) url.address = *address;
    return url.address || (bracket == 0 && health::is_domain_name(url.host));
}

}  // namespace

Result<ProbeUrl> parse_probe_url(std::string_view text) {
    const Error wrong(
        fmt::format("'{}' is no URL for a probe: write \"http://10.2.0.1/health\" or \"https://...\"", text));
    ProbeUrl url;
    std::string_view rest = text;
    url.tls = take_prefix(rest, "https://");
    if (!url.tls && !take_prefix(rest, "http://")) return wrong;
    url.port = url.tls ? 443 : 80;
    const size_t slash = std::min(rest.find('/'), rest.size());
    if (!take_authority(rest.substr(0, slash), url)) return wrong;
    if (slash < rest.size()) url.path = rest.substr(slash);
    const bool plain =
        std::all_of(url.path.begin(), url.path.end(), [](char c) { return c > ' ' && c <= '~' && c != '#'; });
    return plain ? Result<ProbeUrl>(url) : Result<ProbeUrl>(wrong);
}

Result<std::pair<unsigned, unsigned>> parse_http_status(std::string_view text) {
    const size_t dash = text.find('-');
    const auto least = number(text.substr(0, dash), 599);
    const auto most = dash == std::string_view::npos ? least : number(text.substr(dash + 1), 599);
    if (!least || !most || *least < 100 || *most < *least)
        return Error(fmt::format("'{}' is no HTTP status: write \"200\" or \"200-299\"", text));
    return std::pair(*least, *most);
}

}  // namespace hawser::loader
