// SPDX-License-Identifier: BSD-2-Clause
#include <charconv>
#include <system_error>

#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {
namespace {

/// sockaddr_un has room for 108 bytes with the terminating zero.
constexpr size_t kLongestSocketPath = 107;

bool is_loopback(const IpAddress& address) {
    static const IpAddress kV6 = *IpAddress::parse("::1");
    return address.is_v4() ? address.bytes()[0] == 127 : address == kV6;
}

std::optional<uint16_t> parse_port(std::string_view text) {
    uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole && port != 0 ? std::optional(port) : std::nullopt;
}

/// `127.0.0.1:9712`, `[::1]:9712`
std::optional<MetricsConfig> parse_endpoint(const std::string& text) {
    const size_t colon = text.rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    std::string host = text.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    const auto address = IpAddress::parse(host);
    const auto port = parse_port(std::string_view(text).substr(colon + 1));
    if (!address || !port || bracketed != (address->family() == Family::kIpv6)) return std::nullopt;
    return MetricsConfig{.address = *address, .port = *port, .socket = {}};
}

}  // namespace

MetricsConfig read_metrics(const Node& table, Diagnostics& out) {
    const auto listen = SectionReader(table, schema::kMetrics, out).text("listen");
    if (!listen) return {};
    if (listen->value.starts_with('/') && listen->value.size() <= kLongestSocketPath)
        return {.address = {}, .socket = listen->value};
    const auto endpoint = parse_endpoint(listen->value);
    if (!endpoint) {
        out.error(listen->where, "'listen' must be an address with a port or an absolute path",
                  "listen = \"127.0.0.1:9712\"");
        return {};
    }
    if (!is_loopback(*endpoint->address)) {
        out.warning(listen->where, "whoever reaches " + listen->value + " may read the metrics",
                    "listen on 127.0.0.1 and let a proxy ask for a certificate, or let a firewall choose");
    }
    return *endpoint;
}

}  // namespace hawser::loader
