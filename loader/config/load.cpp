// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/load.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "loader/config/checks.h"
#include "loader/config/document.h"
#include "loader/config/interface_names.h"
#include "loader/config/readers.h"
#include "loader/config/resolve.h"

namespace hawser::loader {
namespace {

/// The largest possible configuration, of a hub, has half of it; more is not a configuration file.
constexpr std::streamsize kLargestFile = 4 << 20;
/// The TOML library recurses, and no key of ours is nested so deep.
constexpr int kDeepestNesting = 64;

Result<std::string> read_text(const std::string& path) {
    std::error_code failure;
    if (std::filesystem::is_directory(path, failure)) return Error::system("reading " + path, EISDIR);
    std::ifstream stream(path, std::ios::binary);
    if (!stream) return Error::system("opening " + path, errno);
    std::string text(static_cast<size_t>(kLargestFile) + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad()) return Error::system("reading " + path, errno);
    if (stream.gcount() > kLargestFile)
        return Error("reading " + path + ": it is too large to be a configuration");
    text.resize(static_cast<size_t>(stream.gcount()));
    return text;
}

bool is_nested_too_deep(const std::string& text) {
    int depth = 0;
    for (const char c : text) {
        if (c == '[' || c == '{') ++depth;
        if ((c == ']' || c == '}') && depth > 0) --depth;
        if (depth > kDeepestNesting) return true;
    }
    return false;
}

/// A socket cannot name a tunnel on an interface that tunnels share.
void check_shared_probes(const Located<InterfacesChoice>& interfaces, const PeerConfig& peer,
                         Diagnostics& out) {
    using enum health::ProbeType;
    std::set<health::ProbeType> refused;
    for (const TunnelConfig& tunnel : peer.tunnels)
        for (const health::ProbeConfig& probe : tunnel.probes)
            if (probe.type != kIcmp && probe.type != kIke && probe.type != kEsp) refused.insert(probe.type);
    for (const health::ProbeType type : refused)
        out.error(interfaces.where, fmt::format("peer '{}': probes of type \"{}\" need interfaces = \"each\"",
                                                peer.name, to_string(type)));
}

/// One interface cannot be in the way of the gateway's own packets for one peer and not for another.
void share_interface(const ConfigDraft& draft, Config& config, Diagnostics& out) {
    for (PeerConfig& peer : config.peers) {
        if (peer.gateway_traffic == GatewayTraffic::kDirect) {
            out.error(draft.interfaces.where,
                      fmt::format("peer '{}': gateway_traffic = \"direct\" needs interfaces = \"each\"",
                                  peer.name));
        }
        check_shared_probes(draft.interfaces, peer, out);
        peer.interface_name = kHubInterface;
        for (TunnelConfig& tunnel : peer.tunnels) {
            if (tunnel.external)
                out.error(draft.interfaces.where,
                          fmt::format("tunnel '{}': a [[tunnel]] needs interfaces = \"each\"", tunnel.name));
            tunnel.interface_name = kHubInterface;
        }
    }
}

Config resolve(const ConfigDraft& draft, const std::string& path, const InterfaceLookup& lookup,
               Diagnostics& out) {
    Config config;
    config.file = path;
    config.forwarding = draft.forwarding.value;
    config.interfaces = draft.interfaces.value;
    config.control_socket = draft.control_socket;
    config.log_level = draft.log_level;
    config.key_log = draft.key_log;
    config.state_directory = draft.state_directory;
    config.quick_crash_detection = draft.quick_crash_detection;
    config.pools = draft.pools;
    config.flows = draft.flows;
    config.xdp = draft.xdp;
    config.metrics = draft.metrics;
    config.silence = draft.silence;
    for (const auto& lan : draft.lan_interfaces)
        config.lan_interfaces.push_back(lan.value);
    const std::vector<KnownUplink> uplinks = resolve_uplinks(draft, lookup, out);
    for (const KnownUplink& uplink : uplinks)
        config.uplinks.push_back(uplink.config);
    const std::string parent = std::filesystem::path(path).parent_path().string();
    const std::string folder = parent.empty() ? "." : parent;
    AuthFiles files;
    config.stamp = resolve_stamp(draft.stamp, folder, files, out);
    for (const PeerDraft& peer : draft.peers) {
        config.peers.push_back(resolve_peer(peer, {uplinks, folder, draft.externals, files, out}));
    }
    config.dns = draft.dns;
    check_external_peers(draft, out);
    check_networks(draft, out);
    check_lan(draft, lookup, out);
    check_pools(draft, out);
    check_names(draft, config, out);
    if (config.interfaces == InterfacesChoice::kShared) share_interface(draft, config, out);
    check_responders(draft, config, out);
    check_limits(config, out);
    return config;
}

LoadOutcome finish(std::optional<Config> config, const Diagnostics& found) {
    if (found.has_errors()) config.reset();
    return {std::move(config), found.sorted()};
}

}  // namespace

LoadOutcome parse_config(const std::string& text, const std::string& path, const InterfaceLookup& lookup) {
    Diagnostics found(path);
    if (is_nested_too_deep(text))
        found.error({}, fmt::format("brackets are nested more than {} deep", kDeepestNesting));
    if (found.has_errors()) return finish(std::nullopt, found);
    const Node document = parse_document(text, found);
    if (found.has_errors()) return finish(std::nullopt, found);
    const ConfigDraft draft = read_document(document, found);
    Config config = resolve(draft, path, lookup, found);
    keep_ids(config, Config{});
    return finish(std::move(config), found);
}

LoadOutcome load_config(const std::string& path, const InterfaceLookup& lookup) {
    const auto text = read_text(path);
    if (text) return parse_config(*text, path, lookup);
    Diagnostics found(path);
    found.error({}, text.error().text(), "docs/configuration.md describes the file");
    return finish(std::nullopt, found);
}

}  // namespace hawser::loader
