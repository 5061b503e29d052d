// SPDX-License-Identifier: BSD-2-Clause
#include <algorithm>

#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {
namespace {

/// RFC 1123 2.1: letters, digits and hyphens between dots. One without a dot is more likely a slip of the
/// pen, and the last part of an address is a number.
bool is_host_name(std::string_view text) {
    const size_t dot = text.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size() || text.size() > 253)
        return false;
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (!is_letter(text[dot + 1]) || text.find("..") != std::string_view::npos) return false;
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
}

void read_endpoint_address(const SectionReader& section, EndpointDraft& draft, Diagnostics& out) {
    draft.readable = false;
    const auto text = section.text("address");
    if (!text) return;
    draft.readable = text->value == "any";
    if (draft.readable) return;
    if (is_host_name(text->value)) {
        draft.host = text->value;
        draft.readable = true;
        return;
    }
    const auto address = section.address("address");
    if (!address) return;
    if (address->value.is_unspecified() || address->value.is_multicast()) {
        out.error(text->where, "'" + text->value + "' is no address of a host",
                  "write \"any\" for a peer that calls from anywhere");
        return;
    }
    draft.address = address->value;
    draft.readable = true;
}

}  // namespace

TunnelKeys read_tunnel_keys(const SectionReader& section, Diagnostics& out) {
    TunnelKeys keys;
    keys.tier = section.integer("tier");
    keys.weight = section.integer("weight");
    if (const auto choice = section.choice("initiate")) {
        keys.initiate = Located<InitiateChoice>{static_cast<InitiateChoice>(choice->value), choice->where};
    }
    keys.tags = read_tags(section, out);
    if (const Node* table = section.table("auth")) keys.auth = read_auth(*table, out);
    read_path_keys(section, keys, out);
    return keys;
}

TunnelDraft read_tunnel(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kTunnel, out);
    TunnelDraft draft;
    draft.where = section.where();
    draft.uplink = section.text("uplink");
    draft.endpoint = section.text("endpoint");
    draft.keys = read_tunnel_keys(section, out);
    return draft;
}

EndpointDraft read_endpoint(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kEndpoint, out);
    EndpointDraft draft;
    draft.where = section.where();
    read_endpoint_address(section, draft, out);
    draft.name = draft.address ? draft.address->to_string() : draft.host.empty() ? "any" : draft.host;
    if (const auto name = section.name("name")) draft.name = name->value;
    draft.uplinks = section.texts("uplinks");
    draft.keys = read_tunnel_keys(section, out);
    return draft;
}

}  // namespace hawser::loader
