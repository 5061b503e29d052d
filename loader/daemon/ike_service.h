// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/random.h"
#include "ike/engine/endpoint.h"
#include "loader/control/event.h"
#include "loader/daemon/kernel_view.h"
#include "loader/daemon/key_log.h"
#include "loader/daemon/sa_installer.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/net/alarm.h"
#include "loader/net/ike_sockets.h"

namespace hawser::loader {

/// Adopted tunnels negotiate one after the other, so that each one's answer finds the daemon idle: until we
/// have taken it, what the peer sends with its new SA is lost.
inline constexpr Duration kAdoptedSpacing = std::chrono::milliseconds(200);
/// However many there are, the last one begins within this.
inline constexpr Duration kAdoptedSpread = std::chrono::seconds(20);

/// The IKE engine with its sockets, its clock and the kernel's SAs: everything that the engine asks for is
/// done here.
class IkeService {
 public:
    /// What the rest of the daemon is told. Called from the event loop.
    struct Listener {
        /// A Child SA is in the kernel. Keys in `child` are none of the listener's business.
        std::function<void(TunnelId, const ike::InstallChildSa& child)> child_installed;
        /// A Child SA goes by other outer addresses, or in UDP where it did not.
        std::function<void(TunnelId, const ike::MoveChildSa& child)> child_moved;
        /// The inner addresses that the tunnel has from an earlier run. May be empty.
        std::function<std::vector<IpAddress>(TunnelId)> had_addresses;
        /// Something about the tunnel's SAs has changed; `carries` says whether it can send and receive now,
        /// `reason` why.
        std::function<void(TunnelId, bool carries, const std::string& reason)> changed;
        /// The peer has said something by the tunnel's IKE SA after ask_liveness().
        std::function<void(TunnelId)> heard;
        /// An SA has changed. The tunnel's names are not in the event yet.
        std::function<void(TunnelId, ControlEvent event)> happened;
    };

    IkeService(boost::asio::io_context& loop, RandomSource& random, SaInstaller& sas,
               const TunnelIndex& tunnels, Listener listener, KeyLog* key_log = nullptr,
               ike::EndpointOptions options = {});

    /// Opens and closes sockets and starts connections as the uplinks' addresses come and go.
    void set_uplinks(const std::vector<UplinkState>& uplinks);
    /// The tunnel's IKE SA and Child SAs end here and, by a DELETE, at the peer. The next set_uplinks()
    /// connects it anew where it is still configured.
    void disconnect(TunnelId tunnel);
    /// SAs stay, and go by the new configuration from their next exchange on.
    void config_replaced();
    /// Says nothing to anybody: SAs stay here and at the peers, and traffic goes on without us.
    void stop();

    /// The tunnel carries nothing although its uplink lives: see ike::Endpoint::revive().
    void revive(TunnelId tunnel);
    /// An operator's wish: new keys now, for the Child SA or for the IKE SA.
    Result<void> rekey_child(TunnelId tunnel);
    Result<void> rekey_ike(TunnelId tunnel);
    /// Has the tunnel's peer say that it lives; the listener's `heard` tells when it has.
    Result<void> ask_liveness(TunnelId tunnel);
    /// Reads the files with keys and certificates again, those that the configuration names: SAs stay, and
    /// the next authentication of each tunnel goes by what is in them now. Fails, and changes nothing, if one
    /// of them does not do. How many tunnels have been renewed.
    Result<size_t> reload_credentials();

    /// The kernel says that an SA has reached a limit.
    void sa_expired(const SaExpiry& expiry);
    void peer_mapped(const SaMapping& mapping);
    /// It has said so of some, and they were not heard.
    void look_for_expired();

    /// What the kernel has counted of a Child SA.
    [[nodiscard]] SaInstaller::Usage usage(ike::ChildHandle child) const { return sas_.usage(child); }
    [[nodiscard]] std::optional<ike::SaStatus> status(TunnelId tunnel) const;
    [[nodiscard]] const ike::EndpointCounters& counters() const { return engine_.counters(); }

 private:
    [[nodiscard]] const AuthConfig& auth_of(const TunnelEntry& entry) const;
    void connect(TimePoint now, const TunnelEntry& entry, const UplinkState& uplink);
    /// When to begin with a tunnel; empty: now.
    [[nodiscard]] std::optional<TimePoint> beginning(TimePoint now, TunnelId tunnel);
    void open_socket(const UplinkState& uplink, const IpAddress& address);
    void received(const Endpoint& local, const Endpoint& remote, ByteView bytes);
    void timed_out();
    void tell_heard();
    /// Does what the engine asks for until it asks for nothing, then waits for its next time.
    void settle();
    void carry_out(ike::SendDatagram& action);
    void carry_out(ike::InstallChildSa& action);
    void carry_out(ike::UseChildSa& action);
    void carry_out(ike::RetireChildSa& action);
    void carry_out(ike::MoveChildSa& action);
    void carry_out(ike::QueryChildSa& action);
    void carry_out(ike::RemoveChildSa& action);
    void carry_out(ike::StateChanged& action);
    void carry_out(ike::IkeKeysMade& action);
    void carry_out(ike::Log& action);
    void tell(TunnelId tunnel);
    void tell_child(TunnelId tunnel, const char* state, ike::EspSpi in, ike::EspSpi out,
                    const std::string& reason);
    [[nodiscard]] std::string reason_of(TunnelId tunnel) const;

    SaInstaller& sas_;
    const TunnelIndex& tunnels_;
    Listener listener_;
    KeyLog* key_log_;  ///< null: keys are nobody's business
    ike::Endpoint engine_;
    IkeSockets sockets_;
    Alarm alarm_;
    TimePoint last_beginning_{};                    ///< of the adopted tunnels that have been connected
    std::map<TunnelId, IpAddress> connected_from_;  ///< local address of each connection that the engine has
    std::map<TunnelId, TimePoint> liveness_asked_;  ///< and not yet answered
    std::map<TunnelId, AuthConfig> renewed_auth_;   ///< read again since the start
    std::map<IpAddress, std::string> socket_trouble_;
    std::set<std::string> send_trouble_;  ///< already logged: a dead uplink must not fill the log
};

}  // namespace hawser::loader
