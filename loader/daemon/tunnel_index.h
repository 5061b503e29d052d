// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <vector>

#include "base/ids.h"
#include "loader/config/config.h"

namespace hawser::loader {

/// One tunnel with everything of the configuration that it belongs to. Points into the Config.
struct TunnelEntry {
    const PeerConfig* peer = nullptr;
    const TunnelConfig* tunnel = nullptr;
    const UplinkConfig* uplink = nullptr;

    [[nodiscard]] TunnelId id() const { return TunnelId(tunnel->id); }
    [[nodiscard]] IfId if_id() const { return IfId(tunnel->if_id); }
    /// Family of the outer packets: the endpoint's; a responder's tunnel takes its uplink's first address.
    [[nodiscard]] Family outer_family() const;
};

/// The tunnels of a configuration by id. The Config must outlive the index; when it changes, the index is
/// made anew before anything asks it.
class TunnelIndex {
 public:
    explicit TunnelIndex(const Config& config) { rebuild(config); }
    /// The configuration is another one.
    void rebuild(const Config& config);

    [[nodiscard]] const std::map<TunnelId, TunnelEntry>& all() const { return entries_; }
    /// Null for an id that is not configured.
    [[nodiscard]] const TunnelEntry* find(TunnelId id) const;
    [[nodiscard]] const TunnelEntry* find(IfId if_id) const;
    [[nodiscard]] std::vector<TunnelId> on_uplink(const std::string& uplink) const;

 private:
    std::map<TunnelId, TunnelEntry> entries_;
    std::map<IfId, TunnelId> by_if_id_;
};

}  // namespace hawser::loader
