// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/ip_address.h"
#include "health/action.h"
#include "health/path_config.h"
#include "health/path_monitor.h"
#include "health/path_status.h"
#include "health/probe/icmp.h"

namespace hawser::health {

/// The paths of all tunnels. Sans-IO: it is told the time and what has arrived, and says by poll_action()
/// what is to be done. After every call of a handle_ function take the actions until there is none, then wait
/// for next_timeout().
///
/// A tunnel starts `down`, its link and IKE taken as down until they are said to be up.
class Monitor {
 public:
    /// `cookie` is random for each run of the daemon: see ProbePayload.
    explicit Monitor(uint64_t cookie) : cookie_(cookie) {}

    /// The tunnel must not be known yet.
    void add(TimePoint now, PathConfig config);
    /// For a changed configuration: state and figures stay.
    void update(TimePoint now, PathConfig config);
    /// The tunnel must be known, as for every function below that names one. No StateChanged comes of it.
    void remove(TunnelId tunnel);
    [[nodiscard]] bool has(TunnelId tunnel) const { return paths_.count(tunnel) != 0; }
    [[nodiscard]] std::vector<TunnelId> tunnels() const;

    /// Carrier and address of the tunnel's uplink, and the tunnel's own interface. Down is believed at once.
    void handle_link(TimePoint now, TunnelId tunnel, bool up, const std::string& reason);
    /// Whether the tunnel has an IKE SA with an installed Child SA; an external tunnel always has. `reason`
    /// is shown as it is: "no proposal chosen", "peer does not answer IKE".
    void handle_ike(TimePoint now, TunnelId tunnel, bool up, const std::string& reason);
    /// What is known of the way outside the tunnel: said in the reason while probes find the path dead.
    void set_context(TunnelId tunnel, const std::string& sentence);
    /// The data plane carries the tunnel in `state` already, from an earlier run: it is judged from there on,
    /// and goes down only for what is seen now. No effect unless link and IKE are up. No StateChanged comes
    /// of it.
    void adopt(TimePoint now, TunnelId tunnel, PathState state);
    /// An ICMP message from the receiving socket. `received_at` is when the kernel took it in; `arrived_by`
    /// is the tunnel of the interface that it came by, if that is a tunnel's. Whatever a stranger sends here
    /// is harmless.
    ReplyVerdict handle_icmp(TimePoint now, TimePoint received_at, Family family, ByteView icmp,
                             std::optional<TunnelId> arrived_by);
    /// Likewise of an ICMP error, that `from` sent: one about a probe of ours takes its path down at once.
    ReplyVerdict handle_unreachable(TimePoint now, Family family, ByteView icmp, const IpAddress& from);
    /// An answer to any other probe, or that none will come. Harmless for a probe that is not known any more.
    ReplyVerdict handle_answer(TimePoint now, ProbeId probe, ProbeAnswer answer,
                               std::optional<TunnelId> arrived_by = std::nullopt);
    /// A SendProbe could not be carried out. It counts as lost when its timeout ends, and `why` is in the
    /// sentence. Harmless for a tunnel that is not known any more.
    void handle_send_error(ProbeId probe, const std::string& why);
    /// To be called at next_timeout(). Late calls are allowed for: what waits unread in the socket meanwhile
    /// is heard before anything counts as lost.
    void handle_timeout(TimePoint now);

    [[nodiscard]] std::optional<Action> poll_action();
    [[nodiscard]] std::optional<TimePoint> next_timeout() const;
    [[nodiscard]] PathStatus status(TimePoint now, TunnelId tunnel) const;
    [[nodiscard]] const PathConfig& config(TunnelId tunnel) const;

 private:
    /// The ICMP probe that sent such a request; null where it is none of ours.
    [[nodiscard]] const ProbeConfig* sender_of(const ProbePayload& payload, uint16_t icmp_id,
                                               Family family) const;
    struct Entry {
        std::unique_ptr<PathMonitor> path;
        bool carries = false;            ///< as the group knows it
        std::optional<TimePoint> armed;  ///< the path's timeout as it stands in timeouts_
    };
    Entry& entry(TunnelId tunnel);
    [[nodiscard]] const Entry& entry(TunnelId tunnel) const;
    /// Takes over the path's new actions and timeout, and lets its group know of a new state; to be called
    /// after every change to it.
    void settle(TimePoint now, TunnelId tunnel, Entry& changed);
    void take(TunnelId tunnel, Entry& changed);
    /// Whether a path of the group carries something has changed: the others become eager, or patient again.
    void tell_group(TimePoint now, BundleId group);

    uint64_t cookie_;
    std::map<TunnelId, Entry> paths_;
    std::map<BundleId, std::set<TunnelId>> groups_;
    /// Soonest first: with a thousand tunnels a look at each for every probe would be the daemon's main work.
    std::set<std::pair<TimePoint, TunnelId>> timeouts_;
    std::deque<Action> actions_;
};

}  // namespace hawser::health
