// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <string>

#include "loader/kernel/kernel.h"
#include "loader/kernel/tunnel_mtu.h"
#include "tests/unit/loader/kernel/namespace.h"

namespace hawser::loader::test {

/// What is varied.
struct TunnelCase {
    const char* name = "";
    EspAlgorithm algorithm = EspAlgorithm::kAesGcm16;
    bool esn = true;
    bool udp = false;
    Family outer = Family::kIpv4;
    SaLimits limits{};  ///< of what the first end sends
};

/// One end of a tunnel: a namespace with an uplink, an inner address of each family, and the ports.
class XfrmSite {
 public:
    /// `number` is 1 or 2: the other one is the far end. Nothing where namespaces cannot be made.
    static std::unique_ptr<XfrmSite> make(int number);

    [[nodiscard]] Namespace& net() { return *net_; }
    [[nodiscard]] XfrmPort& xfrm() { return *xfrm_; }
    [[nodiscard]] LinkPort& links() { return *links_; }
    [[nodiscard]] RoutePort& routes() { return *routes_; }
    [[nodiscard]] SaEventPort& sa_events() { return *sa_events_; }

    /// A cable between the two.
    static bool connect(XfrmSite& one, XfrmSite& two);
    /// The tunnel's interface; its error is the test's reason to skip.
    Result<EnsuredLink> ensure_interface(uint32_t mtu);
    /// SAs, policies and routes of this end, and the UDP socket that takes ESP where the case has one.
    Result<void> set_up(const TunnelCase& tunnel);

    [[nodiscard]] SaRequest sa(const TunnelCase& tunnel, SaDirection direction) const;
    [[nodiscard]] IpAddress outer(Family family) const { return outer_address(number_, family); }
    [[nodiscard]] IpAddress far_outer(Family family) const { return outer_address(3 - number_, family); }
    /// Pings the far end's inner address from our own; `options` are ping's.
    [[nodiscard]] bool ping(Family inner, const std::string& options = "-c 3 -i 0.05 -W 2");

    static IpAddress outer_address(int number, Family family);
    static IpAddress inner_address(int number, Family family);
    static IfId if_id() { return IfId(77); }
    ~XfrmSite();

 private:
    XfrmSite() = default;
    Result<void> add_policies(const TunnelCase& tunnel, Family inner);
    bool open_udp(Family family);

    int number_ = 0;
    std::unique_ptr<Namespace> net_;
    std::unique_ptr<XfrmPort> xfrm_;
    std::unique_ptr<LinkPort> links_;
    std::unique_ptr<RoutePort> routes_;
    std::unique_ptr<SaEventPort> sa_events_;
    int ifindex_ = 0;
    int udp_ = -1;
};

}  // namespace hawser::loader::test
