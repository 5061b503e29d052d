// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/bpf/map_port.h"
#include "loader/bpf/program_port.h"
#include "loader/kernel/events.h"
#include "loader/kernel/sa_event_port.h"
#include "loader/kernel/link_port.h"
#include "loader/kernel/policy_hash.h"
#include "loader/kernel/route_port.h"
#include "loader/kernel/sysctl_port.h"
#include "loader/kernel/xfrm_port.h"
#include "loader/outer/outer_port.h"
#include "loader/xdp/xdp_port.h"

namespace hawser::loader {

/// The kernel as the daemon sees it. The ports outlive the daemon.
struct KernelPorts {
    XfrmPort& xfrm;
    LinkPort& links;
    RoutePort& routes;
    EventPort& events;
    SaEventPort& sa_events;
    SysctlPort& sysctl;
    MapPort& maps;
    ProgramPort& programs;
    OuterPort& outers;
    XdpPort& xdp;
    PolicyHashPort& policy_hash;
};

}  // namespace hawser::loader
