// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "ike/crypto/algorithms.h"
#include "ike/engine/action.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/kernel/xfrm_port.h"

namespace hawser::loader {

/// How long SAs of an earlier daemon go on reading after a tunnel has new ones: what the peer has already
/// sent with them is on its way, and it may take a moment to use the new ones.
inline constexpr Duration kAdoptedSaLinger = std::chrono::seconds(10);

/// How long an inbound SA waits for the pair that it was expected for: longer than an IKE_AUTH request is
/// repeated.
inline constexpr Duration kExpectedSaLife = std::chrono::minutes(1);

/// Carries out the IKE engine's SA commands in the kernel, and keeps the account of what is there for which
/// tunnel, what an earlier daemon left included.
class SaInstaller {
 public:
    explicit SaInstaller(XfrmPort& xfrm) : xfrm_(xfrm) {}

    /// Takes over the SAs that an earlier daemon left: they go on carrying their tunnels until IKE has made
    /// new ones. `own` tells which SAs are incoming. Returns the tunnels that can send and receive.
    Result<std::set<TunnelId>> adopt(const TunnelIndex& tunnels, const std::vector<IpAddress>& own);

    /// With which algorithms an earlier daemon's SAs protect the tunnel; empty where there are none.
    [[nodiscard]] std::optional<ike::ChildAlgorithms> adopted_algorithms(TunnelId tunnel) const;

    /// The inbound SA alone, of a pair that is being negotiated. It replaces what was expected before, and
    /// goes with the next pair of the tunnel unless it is of that, or by itself after kExpectedSaLife.
    Result<void> expect(const ike::ExpectChildSa& expected, TimePoint now);
    /// Inbound SA, policies, outbound SA, in this order, so that nothing is sent whose answer could not be
    /// read. On failure nothing of the pair stays.
    Result<void> install(const ike::InstallChildSa& child, TimePoint now);
    /// Policies stay: without an SA they stop packets, which is what is wanted of a tunnel that is down.
    Result<void> remove(const ike::RemoveChildSa& child);

    /// Removes adopted and expected SAs whose time is over. Failures are tried again with the next call.
    void handle_timeout(TimePoint now);
    [[nodiscard]] std::optional<TimePoint> next_timeout() const;

    /// There is a pair for the tunnel: installed, or adopted.
    [[nodiscard]] bool carries(TunnelId tunnel) const;

 private:
    struct Pair {
        TunnelId tunnel;
        SaKey in;
        SaKey out;
    };
    struct Adopted {
        std::vector<SaKey> keys;
        std::optional<ike::ChildAlgorithms> algorithms;
        std::optional<TimePoint> remove_at;
    };
    /// Without its keys: they follow from the SPI, which is of one IKE SA, and the transform.
    struct Expected {
        SaKey key;
        IpAddress source;
        SaTransform transform;
        bool esn = false;
        std::optional<EspEncap> encap;
        TimePoint remove_at;

        [[nodiscard]] bool is(const SaRequest& request) const;
    };

    void remove_adopted(TimePoint now);
    Result<void> forget_expected(TunnelId tunnel);
    Result<void> install_inbound(TunnelId tunnel, const SaRequest& in);
    Result<void> install_policies(const ike::InstallChildSa& child);

    XfrmPort& xfrm_;
    std::map<ike::ChildHandle, Pair> pairs_;
    std::map<TunnelId, Adopted> adopted_;
    std::map<TunnelId, Expected> expected_;
};

}  // namespace hawser::loader
