// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "ike/engine/action.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/kernel/sa_event_port.h"
#include "loader/kernel/xfrm_port.h"

namespace hawser::loader {

/// How long SAs of an earlier daemon go on reading after a tunnel has new ones: what the peer has already
/// sent with them is on its way, and it may take a moment to use the new ones.
inline constexpr Duration kAdoptedSaLinger = std::chrono::seconds(10);

/// Carries out the IKE engine's SA commands in the kernel, and keeps the account of what is there for which
/// tunnel, what an earlier daemon left included.
class SaInstaller {
 public:
    explicit SaInstaller(XfrmPort& xfrm) : xfrm_(xfrm) {}

    /// Takes over the SAs that an earlier daemon left: they go on carrying their tunnels until IKE has made
    /// new ones. `own` tells which SAs are incoming. Returns the tunnels that can send and receive.
    Result<std::set<TunnelId>> adopt(const TunnelIndex& tunnels, const std::vector<IpAddress>& own);

    /// Inbound SA, policies, outbound SA, in this order, so that nothing is sent whose answer could not be
    /// read. The inbound SA is the very first, because the peer may be sending already; what takes time, such
    /// as listing policies, is the last. A pair that is not to be used yet goes in without its outbound half.
    /// On failure nothing of the pair stays.
    Result<void> install(const ike::InstallChildSa& child, TimePoint now);
    /// The outbound half of a pair. Of several SAs of one reqid the kernel sends by the newest, so that this
    /// moves the traffic (Linux 6.1: xfrm_state_look_at).
    Result<void> use(const ike::UseChildSa& child, TimePoint now);
    /// Takes the outbound half away; the inbound one goes on reading.
    Result<void> retire(const ike::RetireChildSa& child);
    /// Gives what there is of a pair other outer addresses or ports. It goes on with its keys, sequence
    /// numbers and replay window; packets of the moment between are dropped.
    Result<void> move(const ike::MoveChildSa& child);
    /// Packets that the pair has read; 0 where the kernel does not say.
    [[nodiscard]] uint64_t packets_in(ike::ChildHandle child);
    /// What the kernel counts of a pair's halves; empty where there is none.
    struct Usage {
        std::optional<SaCounters> in;
        std::optional<SaCounters> out;
    };
    [[nodiscard]] Usage usage(ike::ChildHandle child);
    /// SAs of pairs that have reached a limit, found by their counters; those that the kernel has no longer
    /// count as ended.
    [[nodiscard]] std::vector<SaExpiry> expired();
    /// Policies stay: without an SA they stop packets, which is what is wanted of a tunnel that is down.
    Result<void> remove(const ike::RemoveChildSa& child);

    /// The tunnel's SAs have ended for good: what an earlier daemon left of them goes too, and so do its
    /// policies.
    Result<void> forget(TunnelId tunnel, IfId if_id);

    /// Removes adopted SAs whose time is over. Failures are tried again with the next call.
    void handle_timeout(TimePoint now);
    [[nodiscard]] std::optional<TimePoint> next_timeout() const;

    /// Tunnels that still have SAs of an earlier daemon.
    [[nodiscard]] size_t adopted_count() const { return adopted_.size(); }
    /// There is a pair for the tunnel: installed, or adopted.
    [[nodiscard]] bool carries(TunnelId tunnel) const;

 private:
    /// Where a pair's ESP goes to and fro.
    struct Place {
        Endpoint local;
        Endpoint remote;
        bool encapsulated = false;

        [[nodiscard]] Endpoint source(SaDirection direction) const {
            return direction == SaDirection::kIn ? remote : local;
        }
        [[nodiscard]] Endpoint destination(SaDirection direction) const {
            return direction == SaDirection::kIn ? local : remote;
        }
        [[nodiscard]] std::optional<EspEncap> encap(SaDirection direction) const {
            if (!encapsulated) return std::nullopt;
            return EspEncap{source(direction).port, destination(direction).port};
        }
        [[nodiscard]] bool same_addresses(const Place& other) const {
            return local.address == other.local.address && remote.address == other.remote.address;
        }
        bool operator==(const Place&) const = default;
    };
    struct Pair {
        TunnelId tunnel;
        SaKey in;
        SaKey out;
        Place place;
        /// What the inbound half had read where it was before; a moved SA counts from nothing.
        uint64_t packets_before = 0;
        SaLimits limits;  ///< of either half
        /// Not in the kernel yet; null: it is, or was.
        std::unique_ptr<SaRequest> waiting;
        std::vector<PolicySelector> selectors;  ///< outbound
        bool sends = false;

        /// What waits, and what is said of the policies, goes there.
        void plan_at(const Place& to);
        [[nodiscard]] std::vector<PolicyRequest> policies() const;
    };
    struct Adopted {
        std::vector<SaKey> keys;
        /// The tunnel has new ones.
        bool replaced = false;
    };

    static bool moves_in_place(const Place& from, const Place& to);
    /// One half of a pair, whose key gets another destination with it.
    Result<void> move_half(SaKey& key, SaDirection direction, const Place& from, const Place& to);
    Result<void> move_policies(const Pair& pair);
    Result<void> add_outbound(const SaRequest& out, const std::vector<PolicyRequest>& policies);
    Result<void> add_inbound_policies(const std::vector<PolicyRequest>& policies);
    void begin_to_send(Pair& pair, TimePoint now);
    /// Whether it did.
    bool stop_sending(Pair& pair);
    Result<void> add_policies(const std::vector<PolicyRequest>& policies);
    Result<void> ensure_policy(const PolicyRequest& policy);
    /// The kernel can list only all policies that there are, tens of thousands on a hub: once for all
    /// tunnels.
    Result<void> list_policies(IfId if_id);
    /// Selectors of an earlier negotiation must not outlive it: they would accept what the peer may no longer
    /// send.
    Result<void> remove_other_policies(IfId if_id, const std::vector<PolicyRequest>& policies);

    XfrmPort& xfrm_;
    std::unordered_map<ike::ChildHandle, Pair> pairs_;
    /// How many of a tunnel's pairs send: asked for with every change of a tunnel, however many there are.
    std::unordered_map<TunnelId, uint32_t> senders_;
    std::map<TunnelId, Adopted> adopted_;
    /// When the SAs of which adopted tunnel go: they all linger alike, so that these are in order.
    std::deque<std::pair<TimePoint, TunnelId>> removals_;
    IfIdSet if_ids_;  ///< of all tunnels, once adopt() has been told of them
    /// What the kernel has of ours: complete for those that are listed.
    std::unordered_map<IfId, std::vector<PolicyKey>> policies_;
    IfIdSet listed_;
};

}  // namespace hawser::loader
