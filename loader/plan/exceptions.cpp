// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/exceptions.h"

#include <array>
#include <optional>
#include <set>
#include <string>

namespace hawser::loader {
namespace {

/// Never behind a peer, whatever is configured: a redirected neighbour solicitation, DHCP broadcast or
/// routing protocol's hello would cut the gateway off its own LAN. RFC 6890 and RFC 4291, 2.4.
constexpr std::array kNeverRemote = {
    "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32",
    "::/128",    "::1/128",     "fe80::/10",      "ff00::/8",
};

class NetTable {
 public:
    explicit NetTable(const Config& config) {
        for (const PeerConfig& peer : config.peers) {
            for (const IpPrefix& network : peer.networks) {
                hw_net net{};
                net.bundle = peer.id;
                peers_.insert_or_assign(network, net);
            }
        }
        all_ = peers_;
    }

    void add_local(const IpAddress& address) {
        hw_net net{};
        net.flags = HW_NET_LOCAL;
        all_.insert_or_assign(IpPrefix(address, address.bits()), net);
    }

    /// Nothing outside the peers' networks needs an exception: what finds no entry is not ours.
    void add_exception(const IpPrefix& prefix) {
        if (!bundle_around(prefix)) return;
        hw_net& net = all_[prefix];
        net.bundle = 0;
    }

    /// Behind a router in the LAN. What another peer has is that peer's, and what is as wide as a peer's
    /// network does not lie inside it.
    void add_behind_lan(const IpPrefix& prefix, uint32_t bundle) {
        if (peers_.contains(prefix) || bundle_around(prefix) != bundle) return;
        add_exception(prefix);
    }

    void add_host(const IpAddress& address) { add_exception(IpPrefix(address, address.bits())); }

    std::map<IpPrefix, hw_net> take() && { return std::move(all_); }

 private:
    /// The bundle of the longest peer's network that is `prefix` or contains it.
    [[nodiscard]] std::optional<uint32_t> bundle_around(const IpPrefix& prefix) const {
        for (unsigned length = prefix.length() + 1; length-- > 0;) {
            const auto network = peers_.find(IpPrefix(prefix.address(), length));
            if (network != peers_.end()) return network->second.bundle;
        }
        return std::nullopt;
    }

    std::map<IpPrefix, hw_net> peers_;
    std::map<IpPrefix, hw_net> all_;
};

void add_outer_addresses(NetTable& table, const Config& config, const KernelFacts& facts,
                         const Negotiated& negotiated) {
    for (const UplinkConfig& uplink : config.uplinks) {
        for (const IpAddress& gateway : uplink.gateways)
            table.add_host(gateway);
    }
    for (const IpAddress& gateway : facts.gateways)
        table.add_host(gateway);
    for (const PeerConfig& peer : config.peers) {
        for (const TunnelConfig& tunnel : peer.tunnels) {
            if (tunnel.endpoint) table.add_host(*tunnel.endpoint);
        }
    }
    for (const auto& [tunnel, known] : negotiated) {
        if (known.remote_outer) table.add_host(*known.remote_outer);
    }
}

/// A network on one of our own tunnel interfaces (inner addresses of a tunnel) is behind the peer, not beside
/// us.
std::set<std::string> tunnel_interfaces(const Config& config) {
    std::set<std::string> names;
    for (const PeerConfig& peer : config.peers) {
        names.insert(peer.interface_name);
        for (const TunnelConfig& tunnel : peer.tunnels)
            names.insert(tunnel.interface_name);
    }
    return names;
}

void add_connected(NetTable& table, const Config& config, const KernelFacts& facts) {
    const std::set<std::string> ours = tunnel_interfaces(config);
    for (const ConnectedNetwork& connected : facts.connected) {
        if (!ours.contains(connected.interface)) table.add_exception(connected.network);
    }
}

}  // namespace

std::map<IpPrefix, hw_net> plan_nets(const Config& config, const KernelFacts& facts,
                                     const Negotiated& negotiated) {
    NetTable table(config);
    for (const char* text : kNeverRemote) {
        const Result<IpPrefix> prefix = IpPrefix::parse(text);
        HAWSER_CHECK(prefix.ok(), "a well-known network that does not parse");
        table.add_exception(*prefix);
    }
    for (const PeerConfig& peer : config.peers) {
        for (const IpPrefix& network : peer.local_networks)
            table.add_behind_lan(network, peer.id);
    }
    add_connected(table, config, facts);
    add_outer_addresses(table, config, facts, negotiated);
    // Last, because it is the strongest meaning that a prefix can have.
    for (const IpAddress& address : facts.own_addresses)
        table.add_local(address);
    return std::move(table).take();
}

}  // namespace hawser::loader
