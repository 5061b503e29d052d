// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/ike_service.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <variant>

#include "loader/config/reread_auth.h"
#include "loader/daemon/auth_mapping.h"
#include "loader/daemon/sa_mapping.h"
#include "loader/net/system_clock.h"

namespace hawser::loader {
namespace {

std::optional<TimePoint> earlier(std::optional<TimePoint> a, std::optional<TimePoint> b) {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

/// RFC 3948 2.3: one byte 0xff, without a marker.
bool is_nat_keepalive(const Bytes& bytes) {
    return bytes.size() == 1 && bytes.front() == 0xff;
}

/// IKE is to make it, and knows where the peer is or that it may be anywhere.
bool is_negotiable(const TunnelConfig& tunnel) {
    return !tunnel.external && (tunnel.endpoint || tunnel.waits_for_anybody());
}

ike::EndpointOptions with_keys(ike::EndpointOptions options, bool reported) {
    options.report_keys = reported;
    return options;
}

}  // namespace

IkeService::IkeService(boost::asio::io_context& loop, RandomSource& random, SaInstaller& sas,
                       const TunnelIndex& tunnels, Listener listener, KeyLog* key_log,
                       ike::EndpointOptions options)
    : sas_(sas),
      tunnels_(tunnels),
      listener_(std::move(listener)),
      key_log_(key_log),
      engine_(random, with_keys(std::move(options), key_log != nullptr)),
      sockets_(loop, [this](const Endpoint& local, const Endpoint& remote,
                            ByteView bytes) { received(local, remote, bytes); }),
      alarm_(loop, [this] { timed_out(); }) {}

void IkeService::set_uplinks(const std::vector<UplinkState>& uplinks) {
    const TimePoint now = system_now();
    engine_.set_calendar(calendar_now(), now);
    std::set<IpAddress> wanted;
    for (const UplinkState& uplink : uplinks) {
        for (const TunnelId id : tunnels_.on_uplink(uplink.config->name)) {
            const TunnelEntry& entry = *tunnels_.find(id);
            const UplinkFamily* family = uplink.family(entry.outer_family());
            if (family == nullptr || !is_negotiable(*entry.tunnel)) continue;
            wanted.insert(family->address);
            open_socket(uplink, family->address);
            connect(now, entry, uplink);
        }
    }
    for (const IpAddress& address : sockets_.addresses()) {
        if (wanted.count(address) == 0) sockets_.close(address);
    }
    settle();
}

void IkeService::open_socket(const UplinkState& uplink, const IpAddress& address) {
    auto opened =
        sockets_.open({.interface = uplink.config->interface, .address = address, .ifindex = uplink.ifindex});
    std::string& trouble = socket_trouble_[address];
    const std::string text = opened.ok() ? std::string() : opened.error().text();
    if (text != trouble && !text.empty()) spdlog::warn("[ike] uplink {}: {}", uplink.config->name, text);
    trouble = text;
}

void IkeService::connect(TimePoint now, const TunnelEntry& entry, const UplinkState& uplink) {
    const IpAddress& local = uplink.family(entry.outer_family())->address;
    const auto known = connected_from_.find(entry.id());
    if (known != connected_from_.end()) {
        if (known->second == local) return;
        spdlog::info("[ike] {}: uplink {} has the address {} now", entry.tunnel->name, uplink.config->name,
                     local.to_string());
        known->second = local;
        (void)engine_.network_changed(ike::ConnectionId(entry.tunnel->id), local, now);
        return;
    }
    auto config = connection_config(entry, auth_of(entry), local);
    if (config) config->addresses_before = listener_.had_addresses(entry.id());
    auto added = config.ok() ? engine_.add(*std::move(config), now, beginning(now, entry.id()))
                             : Result<void>(config.error());
    if (!added) spdlog::error("[ike] {}: {}", entry.tunnel->name, added.error().text());
    connected_from_[entry.id()] = local;
}

void IkeService::disconnect(TunnelId tunnel) {
    engine_.remove(ike::ConnectionId(tunnel.value()), system_now());
    settle();
    if (const TunnelEntry* entry = tunnels_.find(tunnel)) {
        if (auto removed = sas_.forget(tunnel, entry->if_id()); !removed)
            spdlog::warn("[ike] {}: {}", entry->tunnel->name, removed.error().text());
    }
    connected_from_.erase(tunnel);
}

void IkeService::config_replaced() {
    // The files have been read anew with the configuration.
    renewed_auth_.clear();
    for (const auto& [id, local] : connected_from_) {
        const TunnelEntry& entry = *tunnels_.find(id);
        auto config = connection_config(entry, entry.tunnel->auth, local);
        auto taken = config.ok() ? engine_.reconfigure(*std::move(config), system_now())
                                 : Result<void>(config.error());
        if (!taken) spdlog::error("[ike] {}: {}", entry.tunnel->name, taken.error().text());
    }
    settle();
}

std::optional<TimePoint> IkeService::beginning(TimePoint now, TunnelId tunnel) {
    if (!sas_.carries(tunnel)) return std::nullopt;
    const auto count = static_cast<Duration::rep>(std::max<size_t>(sas_.adopted_count(), 1));
    engine_.hold_crash_tokens(now + 2 * kAdoptedSpread);
    last_beginning_ =
        std::max(last_beginning_, now) + std::min<Duration>(kAdoptedSpacing, kAdoptedSpread / count);
    return last_beginning_;
}

void IkeService::stop() {
    engine_.shutdown(ike::Shutdown::kSilent, system_now());
    settle();
}

const AuthConfig& IkeService::auth_of(const TunnelEntry& entry) const {
    const auto renewed = renewed_auth_.find(entry.id());
    return renewed != renewed_auth_.end() ? renewed->second : entry.tunnel->auth;
}

Result<size_t> IkeService::reload_credentials() {
    AuthFiles files;
    std::map<TunnelId, AuthConfig> read;
    for (const auto& [id, entry] : tunnels_.all()) {
        if (entry.tunnel->external) continue;
        auto auth = reread_auth(entry.tunnel->auth, files);
        if (!auth) return auth.error().within("tunnel " + entry.tunnel->name);
        read.emplace(id, *std::move(auth));
    }
    renewed_auth_ = std::move(read);
    const TimePoint now = system_now();
    for (const auto& [id, local] : connected_from_) {
        const AuthConfig& auth = auth_of(*tunnels_.find(id));
        auto identity = local_identity_of(auth, local);
        if (!identity) return identity.error();
        auto renewed = engine_.renew_authentication(ike::ConnectionId(id.value()), *std::move(identity),
                                                    authentication_of(auth), now);
        if (!renewed) return renewed.error();
    }
    settle();
    return renewed_auth_.size();
}

void IkeService::revive(TunnelId tunnel) {
    engine_.revive(ike::ConnectionId(tunnel.value()), system_now());
    settle();
}

Result<void> IkeService::rekey_child(TunnelId tunnel) {
    auto done = engine_.rekey_child(ike::ConnectionId(tunnel.value()), system_now());
    settle();
    return done;
}

Result<void> IkeService::rekey_ike(TunnelId tunnel) {
    auto done = engine_.rekey_ike(ike::ConnectionId(tunnel.value()), system_now());
    settle();
    return done;
}

void IkeService::sa_expired(const SaExpiry& expiry) {
    const TunnelEntry* entry = tunnels_.find(expiry.key.if_id);
    if (entry == nullptr) return;
    spdlog::info("[ike] {}: SA {:08x} has reached its {} limit", entry->tunnel->name, expiry.key.spi,
                 expiry.hard ? "hard" : "soft");
    engine_.child_expired(ike::ConnectionId(entry->tunnel->id), ike::EspSpi(expiry.key.spi), expiry.hard,
                          system_now());
    settle();
}

void IkeService::peer_mapped(const SaMapping& mapping) {
    const TunnelEntry* entry = tunnels_.find(mapping.key.if_id);
    if (entry == nullptr) return;
    engine_.peer_mapped(ike::ConnectionId(entry->tunnel->id), ike::EspSpi(mapping.key.spi), mapping.seen,
                        system_now());
    settle();
}

void IkeService::look_for_expired() {
    for (const SaExpiry& expiry : sas_.expired())
        sa_expired(expiry);
}

std::optional<ike::SaStatus> IkeService::status(TunnelId tunnel) const {
    return engine_.status(ike::ConnectionId(tunnel.value()));
}

Result<void> IkeService::ask_liveness(TunnelId tunnel) {
    const TimePoint now = system_now();
    auto done = engine_.ask_liveness(ike::ConnectionId(tunnel.value()), now);
    if (done) liveness_asked_[tunnel] = now;
    settle();
    return done;
}

void IkeService::tell_heard() {
    for (auto asked = liveness_asked_.begin(); asked != liveness_asked_.end();) {
        const auto sa = engine_.status(ike::ConnectionId(asked->first.value()));
        if (!sa || !sa->last_heard || *sa->last_heard < asked->second) {
            ++asked;
            continue;
        }
        const TunnelId tunnel = asked->first;
        asked = liveness_asked_.erase(asked);
        listener_.heard(tunnel);
    }
}

void IkeService::received(const Endpoint& local, const Endpoint& remote, ByteView bytes) {
    const TimePoint now = system_now();
    // Every time, because a gateway without a battery gets its time by the network after it has started.
    engine_.set_calendar(calendar_now(), now);
    engine_.handle_datagram(now,
                            {.local = local, .remote = remote, .bytes = bytes, .uplink_hint = std::nullopt});
    settle();
    tell_heard();
}

void IkeService::timed_out() {
    const TimePoint now = system_now();
    engine_.set_calendar(calendar_now(), now);
    engine_.handle_timeout(now);
    sas_.handle_timeout(now);
    settle();
}

void IkeService::settle() {
    while (auto action = engine_.poll_action()) {
        std::visit([this](auto& each) { carry_out(each); }, *action);
    }
    alarm_.set(earlier(engine_.next_timeout(), sas_.next_timeout()));
}

void IkeService::carry_out(ike::SendDatagram& action) {
    auto sent = is_nat_keepalive(action.bytes) ? sockets_.send_nat_keepalive(action.local, action.remote)
                                               : sockets_.send(action.local, action.remote, action.bytes);
    if (sent.ok()) return;
    // The engine sends again by itself; what is wrong is said once until it is something else.
    if (send_trouble_.size() > 64) send_trouble_.clear();
    if (send_trouble_.insert(sent.error().text()).second) spdlog::warn("[ike] {}", sent.error().text());
}

void IkeService::carry_out(ike::InstallChildSa& action) {
    const TimePoint now = system_now();
    if (key_log_ != nullptr) key_log_->add(action);
    const auto installed = sas_.install(action, now);
    engine_.report_install(action.child, installed, now);
    const TunnelId tunnel(action.connection.value());
    if (installed.ok()) {
        spdlog::info("[ike] {}: Child SA installed, spi-in {:08x}, spi-out {:08x}{}", action.connection_name,
                     action.spi_in.value(), action.spi_out.value(),
                     action.udp_encapsulation ? ", in UDP" : "");
        tell_child(tunnel, "INSTALLED", action.spi_in, action.spi_out,
                   action.replaces ? "takes over from an older Child SA" : "the first Child SA");
        listener_.child_installed(tunnel, action);
    } else {
        spdlog::error("[ike] {}: {}", action.connection_name, installed.error().text());
        tell_child(tunnel, "FAILED", action.spi_in, action.spi_out, installed.error().text());
    }
    tell(tunnel);
}

void IkeService::carry_out(ike::UseChildSa& action) {
    // The old pair still carries what this one cannot.
    if (auto used = sas_.use(action, system_now()); !used) spdlog::error("[ike] {}", used.error().text());
    tell(TunnelId(action.connection.value()));
}

void IkeService::carry_out(ike::RetireChildSa& action) {
    if (auto retired = sas_.retire(action); !retired) spdlog::warn("[ike] {}", retired.error().text());
    tell(TunnelId(action.connection.value()));
}

void IkeService::carry_out(ike::MoveChildSa& action) {
    if (auto moved = sas_.move(action); !moved) {
        // A new pair takes its place.
        spdlog::error("[ike] {}", moved.error().text());
        (void)engine_.rekey_child(action.connection, system_now());
    }
    listener_.child_moved(TunnelId(action.connection.value()), action);
}

void IkeService::carry_out(ike::QueryChildSa& action) {
    engine_.report_usage(action.child, sas_.packets_in(action.child), system_now());
}

void IkeService::carry_out(ike::RemoveChildSa& action) {
    if (auto removed = sas_.remove(action); !removed) spdlog::warn("[ike] {}", removed.error().text());
    const TunnelId tunnel(action.connection.value());
    tell_child(tunnel, "DELETED", action.spi_in, action.spi_out,
               sas_.carries(tunnel) ? "another Child SA carries the tunnel" : reason_of(tunnel));
    tell(tunnel);
}

void IkeService::carry_out(ike::StateChanged& action) {
    // The engine has logged it already.
    const TunnelId tunnel(action.connection.value());
    listener_.happened(tunnel, {.kind = "ike-sa",
                                .was = std::string(ike::to_string(action.from)),
                                .state = std::string(ike::to_string(action.to)),
                                .reason = action.reason});
    tell(tunnel);
}

void IkeService::carry_out(ike::IkeKeysMade& action) {
    if (key_log_ != nullptr) key_log_->add(action);
}

void IkeService::carry_out(ike::Log& action) {
    switch (action.level) {
        case ike::LogLevel::kDebug:
            spdlog::debug("[ike] {}", action.text);
            return;
        case ike::LogLevel::kInfo:
            spdlog::info("[ike] {}", action.text);
            return;
        case ike::LogLevel::kWarning:
            spdlog::warn("[ike] {}", action.text);
            return;
    }
}

void IkeService::tell(TunnelId tunnel) {
    listener_.changed(tunnel, sas_.carries(tunnel), reason_of(tunnel));
}

void IkeService::tell_child(TunnelId tunnel, const char* state, ike::EspSpi in, ike::EspSpi out,
                            const std::string& reason) {
    listener_.happened(tunnel, {.kind = "child-sa",
                                .state = state,
                                .reason = reason,
                                .spi_in = fmt::format("{:08x}", in.value()),
                                .spi_out = fmt::format("{:08x}", out.value())});
}

std::string IkeService::reason_of(TunnelId tunnel) const {
    if (sas_.carries(tunnel)) return "Child SA installed";
    const auto sa = status(tunnel);
    if (!sa) return "no IKE connection yet";
    if (sa->last_failure) return sa->last_failure->text;
    return sa->state_reason;
}

}  // namespace hawser::loader
