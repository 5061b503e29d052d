// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>

#include "ike/engine/proposal_config.h"
#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {
namespace {

using ProposalParser = Result<ike::AlgorithmProposal> (*)(std::string_view text);

/// A list, or strongSwan's comma separated string, made one comma separated string.
std::string read_proposals(const SectionReader& section, std::string_view key, ProposalParser parse,
                           Diagnostics& out) {
    std::string joined;
    for (const auto& item : section.texts(key)) {
        for (std::string part : split(item.value, ",")) {
            part.erase(0, std::min(part.find_first_not_of(' '), part.size()));
            part.erase(part.find_last_not_of(' ') + 1);
            if (const auto proposal = parse(part); !proposal) {
                out.error(item.where,
                          fmt::format("'{}' in {}: {}", key, section.spec().title, proposal.error().text()));
            }
            joined += (joined.empty() ? "" : ",") + part;
        }
    }
    return joined;
}

void read_choices(const SectionReader& section, PeerDraft& draft) {
    if (const auto choice = section.choice("initiate")) {
        draft.keys.initiate =
            Located<InitiateChoice>{static_cast<InitiateChoice>(choice->value), choice->where};
    }
    if (const auto choice = section.choice("fail")) draft.fail = static_cast<FailChoice>(choice->value);
    draft.fail_where = section.where("fail");
    if (const auto choice = section.choice("failback")) {
        draft.failback = static_cast<FailbackChoice>(choice->value);
    }
    draft.failback_after = section.duration("failback_after");
    if (const auto choice = section.choice("gateway_traffic")) {
        draft.gateway_traffic = static_cast<GatewayTraffic>(choice->value);
    }
    if (const auto choice = section.choice("weight")) draft.weight = static_cast<WeightChoice>(choice->value);
    draft.weight_where = section.where("weight");
    draft.failover_loss = section.percentage("failover_loss");
    draft.failback_clear = section.duration("failback_clear");
    if (const auto encap = section.boolean("encap")) draft.encap = encap->value;
}

void read_subtables(const SectionReader& section, PeerDraft& draft, Diagnostics& out) {
    for (const Node* table : section.tables("endpoints"))
        draft.endpoints.push_back(read_endpoint(*table, out));
    if (const Node* table = section.table("ike")) draft.ike = read_ike(*table, out);
    if (const Node* table = section.table("esp")) draft.esp = read_esp(*table, out);
    if (const Node* table = section.table("auth")) draft.keys.auth = read_auth(*table, out);
    read_path_keys(section, draft.keys, out);
    for (const Node* table : section.tables("rule"))
        draft.rules.push_back(read_rule(*table, out));
    for (const Node* table : section.tables("tunnel"))
        draft.tunnels.push_back(read_tunnel(*table, out));
}

}  // namespace

PeerDraft read_peer(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kPeer, out);
    PeerDraft draft;
    draft.where = section.where();
    if (auto name = section.name("name")) draft.name = *name;
    draft.networks = section.prefixes("networks");
    draft.local_networks = section.prefixes("local_networks");
    draft.uplinks = section.texts("uplinks");
    draft.keys.tags = read_tags(section, out);
    read_choices(section, draft);
    draft.ike_proposals = read_proposals(section, "ike_proposals", ike::parse_ike_proposal, out);
    draft.esp_proposals = read_proposals(section, "esp_proposals", ike::parse_esp_proposal, out);
    draft.redirect = read_redirect(section, out);
    read_sessions(section, draft, out);
    read_subtables(section, draft, out);
    return draft;
}

}  // namespace hawser::loader
