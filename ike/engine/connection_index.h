// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/ip_address.h"
#include "ike/engine/connection.h"

namespace hawser::ike {

/// The connections of one pair of addresses by what a peer shows of itself, so that finding a peer's costs
/// the same however many there are: a hub has thousands of connections to `any`, and a stranger can have it
/// look among them.
class ConnectionGroup {
 public:
    /// The place of a connection among its equals: who was added first comes first.
    using Place = std::pair<uint64_t, ConnectionId>;

    void add(const ConnectionConfig& config, Place place);
    void remove(const ConnectionConfig& config, Place place);
    [[nodiscard]] bool empty() const { return all_.empty(); }

    /// For IKE_SA_INIT, whose answer depends on the proposals alone: the first connection of each distinct
    /// list of them, in order of place.
    [[nodiscard]] std::vector<ConnectionId> first_of_each_proposals() const;
    /// Those whose remote identity may be this one: none is left out that it matches. In order of place.
    [[nodiscard]] std::vector<ConnectionId> with_identity(const Identity& identity) const;
    [[nodiscard]] const std::set<ConnectionId>& all() const { return all_; }
    /// What peers' certificates are judged by, each once; the count is of its connections.
    [[nodiscard]] const std::map<const TrustStore*, size_t>& trusted() const { return trusted_; }
    /// Some of them use PPKs.
    [[nodiscard]] bool has_ppk() const { return with_ppk_ != 0; }
    [[nodiscard]] bool contains(ConnectionId id) const { return all_.count(id) != 0; }

 private:
    std::set<ConnectionId> all_;
    std::map<std::string, std::set<Place>> by_proposals_;
    std::map<std::string, std::set<Place>> by_identity_;
    std::map<const TrustStore*, size_t> trusted_;
    size_t with_ppk_ = 0;
    std::set<Place> patterns_;  ///< remote identities that stand for many
};

/// The groups of all pairs of addresses. An empty remote address is any.
class ConnectionIndex {
 public:
    void add(const ConnectionConfig& config);
    void remove(const ConnectionConfig& config);
    [[nodiscard]] const ConnectionGroup* find(const IpAddress& local,
                                              const std::optional<IpAddress>& remote) const;

 private:
    using Addresses = std::pair<IpAddress, std::optional<IpAddress>>;
    std::map<Addresses, ConnectionGroup> groups_;
    std::map<ConnectionId, uint64_t> places_;
    uint64_t last_place_ = 0;
};

}  // namespace hawser::ike
