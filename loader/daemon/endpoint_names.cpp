// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/endpoint_names.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

#include "loader/daemon/random_number.h"
#include "loader/net/system_clock.h"

namespace hawser::loader {
namespace {

/// Calls for each tunnel whose endpoint is a name.
template <typename AnyConfig, typename Visit>
void for_named(AnyConfig& config, Visit visit) {
    for (auto& peer : config.peers) {
        for (auto& tunnel : peer.tunnels) {
            if (!tunnel.endpoint_host.empty()) visit(tunnel);
        }
    }
}

std::optional<Family> only_family(const std::vector<IpAddress>& locals) {
    if (locals.size() != 1) return std::nullopt;
    return locals.front().family();
}

}  // namespace

EndpointNames::EndpointNames(boost::asio::io_context& loop, RandomSource& random, const Config& config,
                             Listener listener)
    : loop_(loop), random_(random), config_(config), listener_(std::move(listener)), alarm_(loop, [this] {
          run();
      }) {}

void EndpointNames::look(const std::vector<UplinkState>& uplinks) {
    ways_.clear();
    for (const UplinkState& uplink : uplinks) {
        if (!uplink.trouble.empty()) continue;
        Way& way = ways_[uplink.config->name];
        way.interface = uplink.config->interface;
        for (const UplinkFamily& family : uplink.families)
            way.locals.push_back(family.address);
    }
    std::set<Key> wanted;
    for_named(config_,
              [&](const TunnelConfig& tunnel) { wanted.emplace(tunnel.uplink, tunnel.endpoint_host); });
    std::erase_if(names_, [&](const auto& each) { return wanted.count(each.first) == 0; });
    for (const Key& key : wanted) {
        if (names_.count(key) == 0) names_[key].next = system_now();
    }
    run();
}

void EndpointNames::run() {
    const TimePoint now = system_now();
    for (auto& [key, name] : names_) {
        if (!name.next || *name.next > now) continue;
        const auto way = ways_.find(key.first);
        // The next look() comes with the uplink.
        if (way != ways_.end()) ask(key, name, way->second);
    }
    set_alarm();
}

void EndpointNames::ask(const Key& key, Name& name, const Way& way) {
    name.next.reset();
    name.asked = system_now();
    const DnsQuestion question{.name = key.second,
                               .family = only_family(way.locals),
                               .servers = config_.dns.servers,
                               .interface = way.interface,
                               .locals = way.locals};
    name.query = DnsQuery::ask(loop_, question,
                               [this, key](const Result<DnsAnswer>& answer) { answered(key, answer); });
}

void EndpointNames::answered(const Key& key, const Result<DnsAnswer>& answer) {
    const auto found = names_.find(key);
    if (found == names_.end()) return;
    Name& name = found->second;
    // Not the query itself: this is its call.
    const TimePoint now = system_now();
    if (answer) {
        name.failures = 0;
        const Duration ttl = answer->ttl == Duration::zero() ? config_.dns.interval : answer->ttl;
        name.next = now + std::clamp<Duration>(ttl, kLeast, std::max<Duration>(config_.dns.interval, kLeast));
        take(key, name, *answer);
    } else {
        const Duration wait = std::min(kRetry * (1U << std::min(name.failures, 5U)), Duration(kSeldom));
        ++name.failures;
        name.next = now + jittered(wait);
        if (name.trouble != answer.error().text())
            spdlog::warn("[dns] by uplink {}: {}", key.first, answer.error().text());
        name.trouble = answer.error().text();
        if (!name.chosen) tell_unresolved(key, name.trouble);
    }
    set_alarm();
}

/// An address stays as long as the name has it: one of several is no better than another.
void EndpointNames::take(const Key& key, Name& name, const DnsAnswer& answer) {
    name.trouble.clear();
    name.addresses = answer.addresses;
    const auto present = [&](const IpAddress& address) {
        return std::find(name.addresses.begin(), name.addresses.end(), address) != name.addresses.end();
    };
    if (name.chosen && present(*name.chosen)) return;
    name.chosen = name.addresses.front();
    name.doubted.reset();
    spdlog::info("[dns] {} is {} by uplink {}", key.second, name.chosen->to_string(), key.first);
    listener_.changed();
}

void EndpointNames::doubt(const TunnelConfig& tunnel) {
    const auto found = names_.find({tunnel.uplink, tunnel.endpoint_host});
    if (found == names_.end()) return;
    Name& name = found->second;
    const TimePoint now = system_now();
    if (!name.chosen) return;
    // Long after the last doubt it is another death.
    if (!name.doubted || now - *name.doubted > 3 * kPatience) name.doubted = now;
    if (now - *name.doubted > kPatience && name.addresses.size() > 1) {
        const auto at = std::find(name.addresses.begin(), name.addresses.end(), *name.chosen);
        const bool last = at == name.addresses.end() || at + 1 == name.addresses.end();
        name.chosen = last ? name.addresses.front() : *(at + 1);
        name.doubted = now;
        spdlog::info("[dns] nobody answers: {} is tried at {} by uplink {}", tunnel.endpoint_host,
                     name.chosen->to_string(), tunnel.uplink);
        return listener_.changed();
    }
    if (name.next && *name.next > now && now - name.asked >= kLeast) {
        name.next = now;
        alarm_.set(now);
    }
}

void EndpointNames::fill(Config& config) const {
    for_named(config, [this](TunnelConfig& tunnel) {
        const auto found = names_.find({tunnel.uplink, tunnel.endpoint_host});
        if (found != names_.end() && found->second.chosen) tunnel.endpoint = found->second.chosen;
    });
}

void EndpointNames::tell_unresolved(const Key& key, const std::string& reason) {
    for_named(config_, [&](const TunnelConfig& tunnel) {
        if (Key(tunnel.uplink, tunnel.endpoint_host) == key)
            listener_.unresolved(TunnelId(tunnel.id), "its endpoint's name is not resolved: " + reason);
    });
}

Duration EndpointNames::jittered(Duration wait) {
    const double share = random_number<uint32_t>(random_) / 4294967296.0;
    return Duration(static_cast<Duration::rep>(static_cast<double>(wait.count()) * (1.0 - 0.3 * share)));
}

void EndpointNames::set_alarm() {
    std::optional<TimePoint> next;
    for (const auto& [key, name] : names_) {
        if (name.next && (!next || *name.next < *next)) next = name.next;
    }
    // What is due and could not be asked waits for its uplink.
    if (next && *next <= system_now()) next = system_now() + kRetry;
    alarm_.set(next);
}

}  // namespace hawser::loader
