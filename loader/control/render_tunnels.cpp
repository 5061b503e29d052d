// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "loader/control/human.h"
#include "loader/control/render.h"
#include "loader/control/render_parts.h"
#include "loader/control/table.h"

namespace hawser::loader {
namespace {

std::string algorithms(const std::string& encryption, uint32_t key_size, const std::string& integrity) {
    std::string text = encryption;
    if (key_size != 0) text += fmt::format("-{}", key_size);
    if (!integrity.empty()) text += "/" + integrity;
    return text;
}

std::string measured(const std::optional<double>& value, const char* unit) {
    return value ? fmt::format("{:.1f}{}", *value, unit) : std::string("not measured");
}

/// Empty where nobody tells the directions apart.
std::string direction_line(const StatusProbe& probe) {
    if (!probe.loss_out_pct && !probe.jitter_out_ms) return {};
    return fmt::format("      out: jitter {}, loss {}; in: jitter {}, loss {}\n",
                       measured(probe.jitter_out_ms, "ms"), measured(probe.loss_out_pct, "%"),
                       measured(probe.jitter_in_ms, "ms"), measured(probe.loss_in_pct, "%"));
}

std::string probe_lines(const StatusProbe& probe, const RenderOptions& options) {
    std::string text = fmt::format("    {}: {}, rtt {}, jitter {}, loss {}\n", probe.probe, probe.state,
                                   measured(probe.rtt_ms, "ms"), measured(probe.jitter_ms, "ms"),
                                   measured(probe.loss_pct, "%"));
    text += direction_line(probe);
    if (probe.state == "up") return text;
    for (const std::string& line : wrap(as_sentence(probe.reason), options.width - 6))
        text += "      " + line + "\n";
    return text;
}

/// Of one probe the figures are enough: the tunnel's reason is its reason.
std::string path_lines(const StatusPath& path, const RenderOptions& options) {
    std::string text =
        fmt::format("  probe {}: rtt {}, jitter {}, loss {}\n", path.probe, measured(path.rtt_ms, "ms"),
                    measured(path.jitter_ms, "ms"), measured(path.loss_pct, "%"));
    if (path.probes.size() == 1) return text + direction_line(path.probes.front());
    for (const StatusProbe& probe : path.probes)
        text += probe_lines(probe, options);
    return text;
}

std::string tunnel_lines(const StatusTunnel& tunnel, const Status& status, const RenderOptions& options) {
    std::string text = fmt::format("{}: {} for {}\n", tunnel.name, to_string(tunnel.state),
                                   human_age(status.time - tunnel.since));
    for (const std::string& line : wrap(as_sentence(tunnel.reason), options.width - 2))
        text += "  " + line + "\n";
    text += fmt::format("  uplink {}, endpoint {}, interface {} (if_id {:#x}), tier {}, weight {}{}\n",
                        tunnel.uplink, tunnel.endpoint, tunnel.interface, tunnel.if_id, tunnel.tier,
                        tunnel.weight,
                        tunnel.tags.empty() ? "" : fmt::format(", tags {}", fmt::join(tunnel.tags, ", ")));
    text += path_lines(tunnel.path, options);
    text +=
        fmt::format("  {} flows; out {} packets, {}; in {} packets, {}\n", tunnel.flows, tunnel.packets_out,
                    human_bytes(tunnel.bytes_out), tunnel.packets_in, human_bytes(tunnel.bytes_in));
    return text;
}

/// As swanctl --list-sas shows an IKE SA.
std::string ike_lines(const StatusIke& ike) {
    if (ike.uniqueid == 0)
        return fmt::format("  IKE SA: none, {}\n", ike.state.empty() ? "CREATED" : ike.state);
    std::string text =
        fmt::format("  IKE SA: #{}, {}, IKEv2, {}_i{} {}_r{}\n", ike.uniqueid, ike.state, ike.initiator_spi,
                    ike.initiator ? "*" : "", ike.responder_spi, ike.initiator ? "" : "*");
    text += fmt::format("    local  '{}' @ {}[{}]{}\n", ike.local_id, ike.local_host, ike.local_port,
                        ike.nat_local ? ", behind NAT" : "");
    text += fmt::format("    remote '{}' @ {}[{}]{}\n", ike.remote_id, ike.remote_host, ike.remote_port,
                        ike.nat_remote ? ", behind NAT" : "");
    if (!ike.encr_alg.empty()) {
        text += fmt::format("    {}/{}/{}\n", algorithms(ike.encr_alg, ike.encr_keysize, ike.integ_alg),
                            ike.prf_alg, ike.dh_group);
    }
    if (ike.established) {
        text += fmt::format("    established {} ago", human_age(std::chrono::seconds(*ike.established)));
        if (ike.rekey_time)
            text += fmt::format(", rekeying in {}", human_age(std::chrono::seconds(*ike.rekey_time)));
        text += "\n";
    }
    return text;
}

std::string child_lines(const StatusChildSa& child) {
    std::string text =
        fmt::format("    {}: #{}, {}, {}{}, {}:{}{}\n", child.name, child.uniqueid, child.state, child.mode,
                    child.encap ? "-in-UDP" : "", child.protocol,
                    algorithms(child.encr_alg, child.encr_keysize, child.integ_alg), child.esn ? "/ESN" : "");
    const auto traffic = [](const std::optional<uint64_t>& bytes, const std::optional<uint64_t>& packets) {
        return bytes && packets ? fmt::format(", {} bytes, {} packets", *bytes, *packets) : std::string();
    };
    text += fmt::format("      in  {}{}\n", child.spi_in, traffic(child.bytes_in, child.packets_in));
    text += fmt::format("      out {}{}\n", child.spi_out, traffic(child.bytes_out, child.packets_out));
    text += fmt::format("      local  {}\n", fmt::join(child.local_ts, " "));
    text += fmt::format("      remote {}\n", fmt::join(child.remote_ts, " "));
    return text;
}

}  // namespace

std::string render_tunnels(const Status& status, const std::string& name, const RenderOptions& options) {
    std::string text;
    for (const StatusPeer& peer : status.peers) {
        for (const StatusTunnel& tunnel : peer.tunnels) {
            if (!name.empty() && tunnel.name != name) continue;
            text += tunnel_lines(tunnel, status, options) + ike_lines(tunnel.ike);
            for (const StatusChildSa& child : tunnel.ike.child_sas)
                text += child_lines(child);
        }
    }
    return printable_lines(text);
}

}  // namespace hawser::loader
