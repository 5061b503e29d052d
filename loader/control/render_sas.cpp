// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "loader/control/sas.h"
#include "loader/control/table.h"

namespace hawser::loader {
namespace {

std::string with_size(const std::string& algorithm, uint32_t key_size) {
    return key_size == 0 ? algorithm : fmt::format("{}-{}", algorithm, key_size);
}

std::string key_exchanges(const std::vector<std::string>& additional) {
    std::string text;
    for (size_t i = 0; i < additional.size(); ++i)
        text += fmt::format("/KE{}_{}", i + 1, additional[i]);
    return text;
}

std::string slash(const std::string& algorithm) {
    return algorithm.empty() ? "" : "/" + algorithm;
}

std::string times(const StatusIke& ike) {
    if (!ike.established) return {};
    std::string text = fmt::format("  established {}s ago", *ike.established);
    if (ike.rekey_time) text += fmt::format(", rekeying in {}s", *ike.rekey_time);
    if (ike.reauth_time) text += fmt::format(", reauth in {}s", *ike.reauth_time);
    return text + "\n";
}

/// Inner addresses, where swanctl shows them.
std::string in_brackets(const std::vector<std::string>& addresses) {
    return addresses.empty() ? "" : fmt::format(" [{}]", fmt::join(addresses, " "));
}

std::string ike_lines(const std::string& name, const StatusIke& ike) {
    std::string text =
        fmt::format("{}: #{}, {}, IKEv2, {}_i{} {}_r{}\n", name, ike.uniqueid, ike.state, ike.initiator_spi,
                    ike.initiator ? "*" : "", ike.responder_spi, ike.initiator ? "" : "*");
    text += fmt::format("  local  '{}' @ {}[{}]{}\n", ike.local_id, ike.local_host, ike.local_port,
                        in_brackets(ike.local_vips));
    text += fmt::format("  remote '{}' @ {}[{}]{}\n", ike.remote_id, ike.remote_host, ike.remote_port,
                        in_brackets(ike.remote_vips));
    if (!ike.name_servers.empty()) text += fmt::format("  DNS    {}\n", fmt::join(ike.name_servers, " "));
    if (!ike.encr_alg.empty()) {
        text += fmt::format("  {}{}/{}/{}{}{}\n", with_size(ike.encr_alg, ike.encr_keysize),
                            slash(ike.integ_alg), ike.prf_alg, ike.dh_group,
                            key_exchanges(ike.additional_key_exchanges), ike.ppk ? "/PPK" : "");
    }
    return text + times(ike);
}

/// One direction. Where the kernel has no SA of it, such as that of a pair that only reads, nothing is
/// counted.
std::string direction_line(const char* direction, const std::string& spi, std::optional<uint64_t> bytes,
                           std::optional<uint64_t> packets, std::optional<int64_t> use) {
    std::string text = fmt::format("    {:<3} {}", direction, spi);
    if (bytes && packets) text += fmt::format(", {:>6} bytes, {:>5} packets", *bytes, *packets);
    if (use) text += fmt::format(", {:>5}s ago", *use);
    return text + "\n";
}

std::string child_lines(const StatusChildSa& child) {
    std::string text = fmt::format(
        "  {}: #{}, reqid {}, {}, {}{}, {}:{}{}{}{}{}\n", child.name, child.uniqueid, child.if_id,
        child.state, child.mode, child.encap ? "-in-UDP" : "", child.protocol,
        with_size(child.encr_alg, child.encr_keysize), slash(child.integ_alg), slash(child.dh_group),
        key_exchanges(child.additional_key_exchanges), child.esn ? "/ESN" : "");
    text += fmt::format("    installed {}s ago", child.install_time.value_or(0));
    if (child.rekey_time) text += fmt::format(", rekeying in {}s", *child.rekey_time);
    if (child.life_time) text += fmt::format(", expires in {}s", *child.life_time);
    text += "\n";
    text += direction_line("in", child.spi_in, child.bytes_in, child.packets_in, child.use_in);
    text += direction_line("out", child.spi_out, child.bytes_out, child.packets_out, child.use_out);
    text += fmt::format("    local  {}\n", fmt::join(child.local_ts, " "));
    return text + fmt::format("    remote {}\n", fmt::join(child.remote_ts, " "));
}

}  // namespace

std::string render_sas(const std::vector<NamedIke>& sas) {
    std::string text;
    for (const NamedIke& sa : sas) {
        text += ike_lines(sa.name, sa.ike);
        for (const StatusChildSa& child : sa.ike.child_sas)
            text += child_lines(child);
    }
    return printable_lines(text);
}

}  // namespace hawser::loader
