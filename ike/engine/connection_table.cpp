// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/connection_table.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace hawser::ike {

namespace {

/// Beyond the addresses.
bool fits(const ConnectionConfig& config, const PeerAppearance& peer) {
    if (peer.peer_identity && !peer.peer_identity->matches(config.remote_identity)) return false;
    // An initiator that names nobody takes whoever answers.
    if (peer.wanted_identity && !peer.wanted_identity->is_any() &&
        !config.local_identity.matches(*peer.wanted_identity)) {
        return false;
    }
    return true;
}

int rank(const ConnectionConfig& config, const PeerAppearance& peer) {
    int points = 0;
    if (config.remote_address) points += 4;
    if (peer.peer_identity && *peer.peer_identity == config.remote_identity) points += 2;
    if (peer.uplink_hint == config.id) points += 1;
    return points;
}

}  // namespace

Connection* ConnectionTable::find(ConnectionId id) {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &found->second;
}

const Connection* ConnectionTable::find(ConnectionId id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &found->second;
}

Connection* ConnectionTable::find(const ConnectionConfig* config) {
    Connection* connection = find(config->id);
    return connection != nullptr && connection->config.get() == config ? connection : nullptr;
}

bool ConnectionTable::has_name(const std::string& name) const {
    return std::any_of(by_id_.begin(), by_id_.end(),
                       [&](const auto& one) { return one.second.config->name == name; });
}

Connection& ConnectionTable::add(ConnectionConfig config) {
    const ConnectionId id = config.id;
    Connection connection;
    connection.config = std::make_shared<const ConnectionConfig>(std::move(config));
    index(*connection.config);
    return by_id_.emplace(id, std::move(connection)).first->second;
}

void ConnectionTable::reconfigure(Connection& connection, ConnectionConfig config) {
    unindex(*connection.config);
    connection.config = std::make_shared<const ConnectionConfig>(std::move(config));
    index(*connection.config);
}

void ConnectionTable::erase(ConnectionId id) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return;
    unindex(*found->second.config);
    by_id_.erase(found);
}

void ConnectionTable::index(const ConnectionConfig& config) {
    by_addresses_.emplace(Addresses{config.local_address, config.remote_address}, config.id);
}

void ConnectionTable::unindex(const ConnectionConfig& config) {
    const auto [first, last] = by_addresses_.equal_range({config.local_address, config.remote_address});
    const auto one = std::find_if(first, last, [&](const auto& entry) { return entry.second == config.id; });
    HAWSER_CHECK(one != last, "a connection is indexed by its addresses");
    by_addresses_.erase(one);
}

std::vector<Connection*> ConnectionTable::candidates(const PeerAppearance& peer) {
    std::vector<Connection*> found;
    for (const auto& remote : {std::optional(peer.remote), std::optional<IpAddress>()}) {
        const auto [first, last] = by_addresses_.equal_range({peer.local, remote});
        for (auto it = first; it != last; ++it) {
            Connection* connection = find(it->second);
            if (fits(*connection->config, peer)) found.push_back(connection);
        }
    }
    std::stable_sort(found.begin(), found.end(), [&](const Connection* a, const Connection* b) {
        return rank(*a->config, peer) > rank(*b->config, peer);
    });
    return found;
}

}  // namespace hawser::ike
