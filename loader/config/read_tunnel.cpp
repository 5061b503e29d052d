// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {
namespace {

void read_endpoint_address(const SectionReader& section, EndpointDraft& draft, Diagnostics& out) {
    draft.readable = false;
    const auto text = section.text("address");
    if (!text) return;
    draft.readable = text->value == "any";
    if (draft.readable) return;
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
    draft.name = draft.address ? draft.address->to_string() : "any";
    if (const auto name = section.name("name")) draft.name = name->value;
    draft.uplinks = section.texts("uplinks");
    draft.keys = read_tunnel_keys(section, out);
    return draft;
}

}  // namespace hawser::loader
