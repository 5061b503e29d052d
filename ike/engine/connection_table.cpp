// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/connection_table.h"

#include <algorithm>
#include <utility>

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
    return names_.count(name) != 0;
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
    index_.add(config);
    names_.insert(config.name);
}

void ConnectionTable::unindex(const ConnectionConfig& config) {
    index_.remove(config);
    names_.erase(config.name);
}

void ConnectionTable::append_candidates(const ConnectionGroup& group, const PeerAppearance& peer,
                                        std::vector<Connection*>& found) {
    auto ids =
        peer.peer_identity ? group.with_identity(*peer.peer_identity) : group.first_of_each_proposals();
    const bool hinted = peer.uplink_hint && group.contains(*peer.uplink_hint);
    if (hinted && std::find(ids.begin(), ids.end(), *peer.uplink_hint) == ids.end())
        ids.push_back(*peer.uplink_hint);
    for (ConnectionId id : ids) {
        Connection* connection = find(id);
        if (fits(*connection->config, peer)) found.push_back(connection);
    }
}

std::vector<Connection*> ConnectionTable::candidates(const PeerAppearance& peer) {
    std::vector<Connection*> found;
    for (const auto& remote : {std::optional(peer.remote), std::optional<IpAddress>()}) {
        const ConnectionGroup* group = index_.find(peer.local, remote);
        if (group != nullptr) append_candidates(*group, peer, found);
    }
    std::stable_sort(found.begin(), found.end(), [&](const Connection* a, const Connection* b) {
        return rank(*a->config, peer) > rank(*b->config, peer);
    });
    return found;
}

std::vector<const TrustStore*> ConnectionTable::trusted(const IpAddress& local, const IpAddress& remote,
                                                        size_t most) const {
    std::vector<const TrustStore*> found;
    for (const auto& from : {std::optional(remote), std::optional<IpAddress>()}) {
        const ConnectionGroup* group = index_.find(local, from);
        if (group == nullptr) continue;
        for (const auto& [authorities, count] : group->trusted()) {
            if (found.size() == most) return found;
            found.push_back(authorities);
        }
    }
    return found;
}

bool ConnectionTable::has_ppk(const IpAddress& local, const IpAddress& remote) const {
    for (const auto& from : {std::optional(remote), std::optional<IpAddress>()}) {
        const ConnectionGroup* group = index_.find(local, from);
        if (group != nullptr && group->has_ppk()) return true;
    }
    return false;
}

std::vector<Connection*> ConnectionTable::of_addresses(const IpAddress& local, const IpAddress& remote) {
    std::vector<Connection*> found;
    if (const ConnectionGroup* group = index_.find(local, remote)) {
        for (ConnectionId id : group->all())
            found.push_back(find(id));
    }
    return found;
}

}  // namespace hawser::ike
