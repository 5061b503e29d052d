// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/run_command.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <filesystem>
#include <memory>

#include "loader/bpf/bpf_object.h"
#include "loader/control/control_server.h"
#include "loader/daemon/bpf_options.h"
#include "loader/daemon/control_requests.h"
#include "loader/daemon/daemon.h"
#include "loader/daemon/instance_lock.h"
#include "loader/daemon/known_ids.h"
#include "loader/daemon/lasting_secrets.h"
#include "loader/daemon/metrics_service.h"
#include "loader/kernel/kernel.h"
#include "loader/net/system_random.h"
#include "loader/outer/kernel_outer_port.h"
#include "loader/outer/spi_register.h"
#include "loader/service/event_reporter.h"
#include "loader/service/journal.h"
#include "loader/service/logging.h"
#include "loader/service/service_manager.h"
#include "loader/xdp/kernel_xdp_port.h"

namespace hawser::loader {
namespace {

void log_bpf(BpfLogLevel level, std::string_view line) {
    const auto to = level == BpfLogLevel::kWarn   ? spdlog::level::warn
                    : level == BpfLogLevel::kInfo ? spdlog::level::info
                                                  : spdlog::level::debug;
    spdlog::log(to, "[bpf] {}", line);
}

/// The real kernel's ports, which outlive the daemon.
struct OwnedPorts {
    std::unique_ptr<XfrmPort> xfrm;
    std::unique_ptr<LinkPort> links;
    std::unique_ptr<RoutePort> routes;
    std::unique_ptr<EventPort> events;
    std::unique_ptr<SaEventPort> sa_events;
    std::unique_ptr<SysctlPort> sysctl;
    std::unique_ptr<BpfObject> bpf;
    std::unique_ptr<OuterPort> outers;
    std::unique_ptr<XfrmPort> listed_xfrm;
    std::unique_ptr<XdpPort> xdp;
    std::unique_ptr<PolicyHashPort> policy_hash;

    [[nodiscard]] KernelPorts view() const {
        return {*listed_xfrm, *links,          *routes, *events, *sa_events,  *sysctl,
                bpf->maps(),  bpf->programs(), *outers, *xdp,    *policy_hash};
    }
};

Result<OwnedPorts> open_ports(const Config& config) {
    OwnedPorts ports;
    auto xfrm = open_xfrm_port();
    if (!xfrm) return xfrm.error();
    auto links = open_link_port();
    if (!links) return links.error();
    auto routes = open_route_port();
    if (!routes) return routes.error();
    // Before anything is listed, so that nothing changes unseen in between.
    auto events = open_event_port();
    if (!events) return events.error();
    auto sa_events = open_sa_event_port();
    if (!sa_events) return sa_events.error();
    BpfOptions options = bpf_options(config);
    options.log = log_bpf;
    auto bpf = BpfObject::open(options);
    if (!bpf) return bpf.error();
    auto outers = KernelOuterPort::open();
    if (!outers) return outers.error();
    auto policy_hash = open_policy_hash_port();
    if (!policy_hash) return policy_hash.error();
    ports.policy_hash = *std::move(policy_hash);
    ports.xfrm = *std::move(xfrm);
    ports.outers = *std::move(outers);
    ports.listed_xfrm = std::make_unique<SpiRegister>(*ports.xfrm, *ports.outers);
    ports.xdp = std::make_unique<KernelXdpPort>();
    ports.links = *std::move(links);
    ports.routes = *std::move(routes);
    ports.events = *std::move(events);
    ports.sa_events = *std::move(sa_events);
    ports.sysctl = open_sysctl_port();
    ports.bpf = *std::move(bpf);
    return ports;
}

void warn_of_open_peers(const Config& config) {
    for (const PeerConfig& peer : config.peers) {
        if (peer.fail != FailChoice::kOpen) continue;
        spdlog::warn(
            "peer {}: fail = \"open\": while no tunnel is usable, packets to its networks leave in the clear",
            peer.name);
    }
}

/// Null where the configuration does not want one.
Result<std::unique_ptr<KeyLog>> open_key_log(const Config& config) {
    if (config.key_log.empty()) return std::unique_ptr<KeyLog>();
    spdlog::warn("the keys of all SAs are written to {}: key_log in [debug]", config.key_log);
    return KeyLog::open(config.key_log);
}

/// For `systemctl status`.
std::string status_line(const Daemon& daemon) {
    size_t up = 0;
    for (const auto& [id, entry] : daemon.tunnels().all())
        up += daemon.data_plane().state(id) == HW_TUNNEL_UP ? 1 : 0;
    return fmt::format("{} of {} tunnels are up", up, daemon.tunnels().all().size());
}

std::string lock_path(const Config& config) {
    return (std::filesystem::path(config.control_socket).parent_path() / "hawserd.lock").string();
}

/// As service managers ask for it, and as often as they do.
void reload_on(boost::asio::signal_set& hang_ups, Daemon& daemon) {
    hang_ups.async_wait([&](const boost::system::error_code& error, int) {
        if (error) return;
        const Reloader::Outcome outcome = daemon.reloader().reload(false);
        for (const Diagnostic& diagnostic : outcome.diagnostics)
            spdlog::warn("{}", diagnostic.to_string());
        if (outcome.refusal.empty()) {
            spdlog::info("reloaded: {} changes; keys and certificates read again",
                         outcome.changes.list.size());
        } else {
            spdlog::error("reload: {}", outcome.refusal);
        }
        reload_on(hang_ups, daemon);
    });
}

}  // namespace

Result<void> run_daemon(Config config, const Options& options) {
    const bool to_journal = stderr_is_journal();
    start_logging(options.log_level.empty() ? config.log_level : options.log_level, to_journal);
    warn_of_open_peers(config);
    auto lock = InstanceLock::take(lock_path(config));
    if (!lock) return lock.error();
    auto ports = open_ports(config);
    if (!ports) return ports.error();
    const auto links = ports->links->list_links();
    if (!links) return links.error();
    keep_known_ids(config, *links);
    auto key_log = open_key_log(config);
    if (!key_log) return key_log.error();
    SystemRandom random;
    boost::asio::io_context loop(1);
    Daemon daemon(loop, config, ports->view(), random, key_log->get(), engine_options(config, random));
    const auto reporting = report_events(daemon.events(), to_journal);
    MetricsService metrics(daemon);
    ServiceManager manager(loop, [&daemon] { return status_line(daemon); });
    if (auto started = daemon.start(); !started) return started;
    // Everything is filled and attached: the maps of an earlier version or size have no user left.
    if (auto settled = ports->bpf->settle(); !settled) return settled;

    auto control = ControlServer::open(loop, config.control_socket, [&daemon](const nlohmann::json& request) {
        return answer_request(daemon, request);
    });
    if (!control) return control.error();

    if (auto served = metrics.open(loop); !served) return served;

    boost::asio::signal_set signals(loop, SIGTERM, SIGINT);
    signals.async_wait([&](const boost::system::error_code& error, int signal) {
        if (error) return;
        spdlog::info("signal {}: leaving; tunnels, pins and traffic stay", signal);
        ServiceManager::stopping();
        daemon.stop();
        loop.stop();
    });
    boost::asio::signal_set hang_ups(loop, SIGHUP);
    reload_on(hang_ups, daemon);
    spdlog::info("running with {}", config.file);
    manager.ready();
    loop.run();
    return {};
}

}  // namespace hawser::loader
