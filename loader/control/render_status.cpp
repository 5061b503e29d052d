// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "loader/control/human.h"
#include "loader/control/render.h"
#include "loader/control/render_parts.h"
#include "loader/control/table.h"

namespace hawser::loader {
namespace {

std::string render_uplinks(const Status& status, const RenderOptions& options) {
    Table table({{"UPLINK"}, {"INTERFACE"}, {"LINK"}, {"ADDRESS"}, {"XDP"}});
    for (const StatusUplink& uplink : status.uplinks) {
        const Cell link = uplink.carrier ? Cell("up", Style::kGood) : Cell("down", Style::kBad);
        table.add({uplink.name, uplink.interface, link, uplink.address, uplink.xdp});
        if (!uplink.load.empty())
            table.note(fmt::format("{:.0f} % of its bandwidth is in use: {}.", uplink.use_pct.value_or(0),
                                   uplink.load),
                       options.width);
        if (!uplink.trouble.empty()) table.note(as_sentence(uplink.trouble), options.width);
        if (!uplink.xdp_reason.empty()) table.note(as_sentence("XDP: " + uplink.xdp_reason), options.width);
    }
    return table.to_string(options.color);
}

std::string render_lans(const Status& status, const RenderOptions& options) {
    if (status.lans.empty()) return {};
    Table table({{"LAN"}, {"XDP"}});
    for (const StatusLan& lan : status.lans) {
        table.add({lan.interface, lan.xdp});
        if (!lan.xdp_reason.empty()) table.note(as_sentence("XDP: " + lan.xdp_reason), options.width);
    }
    return "\n" + table.to_string(options.color);
}

std::string failover_words(const StatusPeer& peer) {
    if (peer.failover == "auto") return {};
    const std::string what = peer.failover == "hold" ? "held by an operator" : "forced by an operator";
    return peer.failover_tier ? fmt::format(" (tier {} {})", *peer.failover_tier, what)
                              : fmt::format(" ({})", what);
}

std::string tags_words(const std::vector<std::string>& tags) {
    return tags.empty() ? std::string() : fmt::format("; tags {}", fmt::join(tags, ", "));
}

std::string rules_lines(const StatusPeer& peer, const RenderOptions& options) {
    std::string text;
    for (const StatusRule& rule : peer.rules) {
        const std::string line =
            rule.tunnels.empty()
                ? fmt::format("RULE {}: no tunnel fits, its flows are balanced like all others", rule.name)
                : fmt::format("RULE {}: new flows by {}", rule.name, fmt::join(rule.tunnels, ", "));
        text += fmt::format("{}\n", fmt::join(wrap(printable(line), options.width), "\n    "));
    }
    return text;
}

std::string peer_line(const StatusPeer& peer, const RenderOptions& options) {
    const auto up = std::count_if(peer.tunnels.begin(), peer.tunnels.end(), [](const StatusTunnel& tunnel) {
        return tunnel.state == StatusState::kUp;
    });
    const std::string tier = peer.active_tier == 0 ? "no tunnel is usable"
                                                   : fmt::format("tier {} takes new flows", peer.active_tier);
    const std::string wish = failover_words(peer);
    const std::string text =
        fmt::format("PEER {}: {} of {} tunnels up, {}{}; networks {}{}", peer.name, up, peer.tunnels.size(),
                    tier, wish, fmt::join(peer.networks, ", "), tags_words(peer.tags));
    return fmt::format("{}\n", fmt::join(wrap(printable(text), options.width), "\n    "));
}

bool has_tiers(const StatusPeer& peer) {
    return std::any_of(peer.tunnels.begin(), peer.tunnels.end(),
                       [](const StatusTunnel& tunnel) { return tunnel.tier != 1; });
}

void add_tunnel(Table& table, const StatusTunnel& tunnel, const Status& status, bool tiers) {
    std::vector<Cell> cells{tunnel.name, state_cell(tunnel.state), human_age(status.time - tunnel.since),
                            tunnel.endpoint};
    if (tiers) cells.emplace_back(fmt::format("{}", tunnel.tier));
    for (std::string& cell : std::vector<std::string>{
             tunnel.path.rtt_ms ? fmt::format("{:.1f}ms", *tunnel.path.rtt_ms) : "",
             tunnel.path.loss_pct ? fmt::format("{:.0f}%", *tunnel.path.loss_pct) : "",
             human_count(tunnel.flows), human_count(tunnel.packets_out) + "/" + human_bytes(tunnel.bytes_out),
             human_count(tunnel.packets_in) + "/" + human_bytes(tunnel.bytes_in)}) {
        cells.emplace_back(std::move(cell));
    }
    table.add(std::move(cells));
}

std::string flows_line(const StatusFlows& flows) {
    return fmt::format("flows: {} proven of {} a family, {} new; {} expired, {} evicted.",
                       human_count(flows.proven), human_count(flows.capacity), human_count(flows.fresh),
                       human_count(flows.expired), human_count(flows.evicted));
}

std::string fail_open_line(const StatusPeer& peer, const RenderOptions& options) {
    if (!peer.fail_open) return {};
    const std::string text =
        peer.active_tier == 0 ? "WARNING: packets to these networks leave in the clear NOW: fail = \"open\", "
                                "and no tunnel is usable."
                              : "WARNING: packets to these networks leave in the clear whenever no tunnel is "
                                "usable: fail = \"open\".";
    return fmt::format("{}\n", fmt::join(wrap(text, options.width), "\n    "));
}

std::string render_peer(const StatusPeer& peer, const Status& status, const RenderOptions& options) {
    const bool tiers = has_tiers(peer);
    std::vector<Table::Column> columns{{"TUNNEL"}, {"STATE"}, {"SINCE"}, {"ENDPOINT"}};
    if (tiers) columns.push_back({"TIER", Align::kRight});
    for (const char* title : {"RTT", "LOSS", "FLOWS", "OUT", "IN"})
        columns.push_back({title, Align::kRight});
    Table table(std::move(columns));
    for (const StatusTunnel& tunnel : peer.tunnels) {
        add_tunnel(table, tunnel, status, tiers);
        if (tunnel.state != StatusState::kUp) table.note(as_sentence(tunnel.reason), options.width);
        if (tunnel.draining && tunnel.state != StatusState::kDraining)
            table.note("An operator wants no new flows on it.", options.width);
        if (!tunnel.suspect.empty()) table.note(as_sentence(tunnel.suspect), options.width);
    }
    return peer_line(peer, options) + fail_open_line(peer, options) + table.to_string(options.color) +
           rules_lines(peer, options);
}

}  // namespace

std::string render_status(const Status& status, const RenderOptions& options) {
    const std::string head = fmt::format("hawserd {}, forwarding {}: {}.", status.version,
                                         status.forwarding.mode, status.forwarding.reason);
    std::string text = fmt::format("{}\n", fmt::join(wrap(printable(head), options.width), "\n    "));
    text += fmt::format("{}\n", fmt::join(wrap(flows_line(status.flows), options.width), "\n    "));
    if (!status.key_log.empty()) {
        const std::string warning = "WARNING: the keys of all SAs are written to " + status.key_log +
                                    ": key_log in [debug]. Whoever reads them can read the traffic.";
        text += fmt::format("{}\n", fmt::join(wrap(printable(warning), options.width), "\n    "));
    }
    text += "\n" + render_uplinks(status, options);
    text += render_lans(status, options);
    for (const StatusPeer& peer : status.peers)
        text += "\n" + render_peer(peer, status, options);
    return text;
}

}  // namespace hawser::loader
