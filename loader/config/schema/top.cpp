// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"forwarding", kChoice, kOptional, "\"auto\"", "auto|fast|stack",
            "How forwarded packets go. `fast` redirects them in eBPF and skips netfilter; `stack` shows "
            "every packet to "
            "netfilter; `auto` takes `fast` only where no netfilter forward rule would be skipped."},
    KeySpec{
        "interfaces", kChoice, kOptional, "\"each\"", "each|shared",
        "Whether every peer and every tunnel has an XFRM interface of its own, or all of them share "
        "`hawser-hub`: for a hub with thousands of tunnels, from Linux 6.2 on. Where it is shared, packets "
        "towards peers always take the stack."},
    KeySpec{"control_socket", kText, kOptional, "\"/run/hawser/hawser.sock\"", "",
            "Unix socket on which `hawserd` answers `hawser`; an absolute path of at most 107 characters."},
    KeySpec{"log_level", kChoice, kOptional, "\"info\"", "error|warning|info|debug",
            "How much `hawserd` logs."},
    KeySpec{"silence", kDuration, kOptional, "\"2s\"", "0s..1h",
            "A tunnel by which answered flows send for so long without anything coming back, while another "
            "of its "
            "peer's tunnels answers, is left by its flows at once, whatever the probes say. \"0s\": probes "
            "and IKE "
            "alone decide."},
    KeySpec{
        "state_directory", kText, kOptional, "\"/var/lib/hawser\"", "",
        "Folder for the two secrets by which this gateway knows after a restart what it has promised before: "
        "`crash.secret` and `ticket.secret`, made at the first start with mode 0600. Who has them can end "
        "our SAs, and read sessions that were resumed."},
    KeySpec{"quick_crash_detection", kBoolean, kOptional, "true", "",
            "Give peers the token by which they know at once that this gateway has lost its SAs (RFC 6290). "
            "Switch it off where several gateways share an address and a state directory."},
    KeySpec{"uplink", kTableList, kRequired, "", "", "One `[[uplink]]` for each WAN interface."},
    KeySpec{"lan", kTable, kOptional, "", "", "The inside of the gateway."},
    KeySpec{"flows", kTable, kOptional, "", "", "The flow table."},
    KeySpec{"xdp", kTable, kOptional, "", "", "The accelerator on uplinks and LANs."},
    KeySpec{"stamp", kTable, kOptional, "", "", "The STAMP reflector on the tunnels."},
    KeySpec{"metrics", kTable, kOptional, "", "", "Metrics for Prometheus."},
    KeySpec{"debug", kTable, kOptional, "", "", "What is for finding faults alone."},
    KeySpec{"pool", kTableList, kOptional, "", "", "Inner addresses for peers that ask for one."},
    KeySpec{"peer", kTableList, kRequired, "", "", "One `[[peer]]` for each remote site."},
    KeySpec{"tunnel", kTableList, kOptional, "", "",
            "One `[[tunnel]]` for each tunnel that another program keeps up."},
    KeySpec{"dns", kTable, kOptional, "", "", "How endpoints that are names are resolved."},
    KeySpec{"network", kTable, kForeign, "", "",
            "networks belong to a [[peer]]: networks = [\"10.2.0.0/16\"]"},
    KeySpec{"connections", kTable, kForeign, "", "", "swanctl's connections are written as [[peer]] here"},
    KeySpec{"secrets", kTable, kForeign, "", "", "keys stand in files of their own: psk_file in [peer.auth]"},
};

}  // namespace

const SectionSpec kTop{"the top level", "Keys outside any table; they stand before the first `[table]`.",
                       kKeys};

}  // namespace hawser::loader::schema
