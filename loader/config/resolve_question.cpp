// SPDX-License-Identifier: BSD-2-Clause
// Whom each type of probe asks, and for what.
#include <fmt/format.h>

#include <string_view>
#include <tuple>

#include "health/probe/dns_message.h"
#include "loader/config/probe_url.h"
#include "loader/config/resolve.h"

namespace hawser::loader {
namespace {

using health::ProbeType;

/// The keys that belong to some types alone.
template <typename T>
void refuse(const Maybe<T>& key, std::string_view name, std::string_view types, ProbeType type,
            Diagnostics& out) {
    if (!key) return;
    out.error(key->where,
              fmt::format("'{}' is for probes of type {}, not of type \"{}\"", name, types, to_string(type)));
}

void refuse_strange_keys(const ProbeDraft& draft, ProbeType type, Diagnostics& out) {
    using enum ProbeType;
    if (type != kHttp) {
        refuse(draft.url, "url", "\"http\"", type, out);
        refuse(draft.expect, "expect", "\"http\"", type, out);
        refuse(draft.verify, "verify", "\"http\"", type, out);
        refuse(draft.ca_file, "ca_file", "\"http\"", type, out);
    }
    if (type != kDns) refuse(draft.name, "name", "\"dns\"", type, out);
    if (type != kStamp) refuse(draft.key_file, "key_file", "\"stamp\"", type, out);
    if (type != kBfd) refuse(draft.multihop, "multihop", "\"bfd\"", type, out);
    if (type != kTcp && type != kDns && type != kStamp)
        refuse(draft.port, "port", "\"tcp\", \"dns\" or \"stamp\"", type, out);
    if (type == kIke || type == kEsp) {
        refuse(draft.target, "target", "other than \"ike\" and \"esp\"", type, out);
        refuse(draft.source, "source", "other than \"ike\" and \"esp\"", type, out);
    }
}

bool fill_http(const PeerDraft& peer, const ProbeDraft& draft, health::ProbeConfig& probe, Diagnostics& out) {
    if (!draft.url) {
        out.error(draft.where, fmt::format("the http probe of peer '{}' has no 'url'", peer.name.value),
                  "url = \"http://10.2.0.1/health\"");
        return false;
    }
    const auto url = parse_probe_url(draft.url->value);
    if (!url) {
        out.error(draft.url->where, url.error().text());
        return false;
    }
    if (!probe.target) probe.target = url->address;
    if (!probe.target) {
        out.error(draft.url->where, fmt::format("'{}' is a name, and no DNS is asked", url->host),
                  "say its address too: target = \"10.2.0.1\"");
        return false;
    }
    probe.port = url->port;
    probe.subject = draft.url->value;
    probe.http = {.tls = url->tls, .host = url->host, .path = url->path};
    if (draft.verify) probe.http.verify = draft.verify->value;
    if (draft.ca_file) probe.http.ca_file = draft.ca_file->value;
    if (!draft.expect) return true;
    const auto status = parse_http_status(draft.expect->value);
    if (!status) out.error(draft.expect->where, status.error().text());
    if (status) std::tie(probe.http.least_status, probe.http.most_status) = *status;
    return status.ok();
}

bool fill_dns(const ProbeDraft& draft, health::ProbeConfig& probe, Diagnostics& out) {
    probe.dns_name = draft.name ? draft.name->value : ".";
    if (!health::is_domain_name(probe.dns_name)) {
        out.error(draft.name->where, fmt::format("'{}' is no domain name", probe.dns_name));
        return false;
    }
    if (probe.dns_name != ".") probe.subject += " for " + probe.dns_name;
    return true;
}

/// As a URL has it.
std::string with_port(const IpAddress& address, uint16_t port) {
    if (address.family() == Family::kIpv6) return fmt::format("[{}]:{}", address.to_string(), port);
    return fmt::format("{}:{}", address.to_string(), port);
}

bool fill_port(const ProbeDraft& draft, health::ProbeConfig& probe, unsigned usual, Diagnostics& out) {
    if (usual == 0 && !draft.port) {
        out.error(draft.where, "a tcp probe has no 'port'", "port = 443");
        return false;
    }
    probe.port = static_cast<uint16_t>(draft.port ? draft.port->value : usual);
    if (probe.port != usual || usual == 0) probe.subject = with_port(*probe.target, probe.port);
    return true;
}

bool needs_target(ProbeType type) {
    return type != ProbeType::kIke && type != ProbeType::kEsp && type != ProbeType::kHttp;
}

}  // namespace

bool resolve_question(const PeerDraft& peer, const ProbeDraft& draft, health::ProbeConfig& probe,
                      const ResolveContext& context) {
    Diagnostics& out = context.out;
    refuse_strange_keys(draft, probe.type, out);
    if (draft.target) {
        probe.target = draft.target->value;
        probe.subject = probe.target->to_string();
    } else if (needs_target(probe.type)) {
        out.error(draft.where, fmt::format("the probe of peer '{}' has no 'target'", peer.name.value),
                  "name an address behind the peer that answers echo requests, or type = \"none\"");
        return false;
    }
    switch (probe.type) {
        case ProbeType::kHttp:
            return fill_http(peer, draft, probe, out);
        case ProbeType::kDns:
            return fill_port(draft, probe, 53, out) && fill_dns(draft, probe, out);
        case ProbeType::kTcp:
            return fill_port(draft, probe, 0, out);
        case ProbeType::kStamp:
            if (draft.key_file)
                probe.stamp_key = resolve_key(*draft.key_file, context.folder, context.files, out).key;
            return fill_port(draft, probe, 862, out);
        case ProbeType::kBfd:
            probe.multihop = draft.multihop && draft.multihop->value;
            return true;
        case ProbeType::kIcmp:
        case ProbeType::kIke:
        case ProbeType::kEsp:
            return true;
    }
    return false;
}

}  // namespace hawser::loader
