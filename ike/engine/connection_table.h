// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "ike/engine/connection.h"
#include "ike/engine/connection_index.h"
#include "ike/engine/inner_configuration.h"
#include "ike/engine/reconnect.h"
#include "ike/engine/redirect_trail.h"
#include "ike/engine/resume_session.h"
#include "ike/engine/sa_status.h"

namespace hawser::ike {

/// A configured connection and what outlives its IKE SAs.
struct Connection {
    /// We begin when there is no SA, as things are.
    [[nodiscard]] bool begins() const { return config->initiates() && !held && !sent_away; }

    /// Shared with the SAs that were begun by it, which may outlive it.
    std::shared_ptr<const ConnectionConfig> config;
    Reconnect reconnect;
    RedirectTrail redirect;
    /// By which an IKE SA that is lost is resumed; null: not.
    std::unique_ptr<StoredSession> session;
    /// Tickets with smaller serial numbers are used up.
    uint64_t tickets_from = 0;
    /// The inner addresses that we had last.
    std::shared_ptr<const InnerConfiguration> inner;
    /// Told to stay down by the operator.
    bool held = false;
    /// We have sent the peer to another gateway: it is not called back.
    bool sent_away = false;
    std::optional<Failure> last_failure;
    /// The state that StateChanged told last.
    IkeSaState shown_state = IkeSaState::kCreated;
    uint64_t shown_sa = 0;  ///< its unique id
    uint64_t retransmissions = 0;
    /// The name by which a Hawser peer called its tunnel when it last came to us.
    Bytes peer_tunnel;
};

/// Which connections a peer may mean, by what it has shown of itself so far.
struct PeerAppearance {
    IpAddress local;
    IpAddress remote;
    std::optional<ConnectionId> uplink_hint;
    // From IKE_AUTH on:
    std::optional<Identity> peer_identity;
    std::optional<Identity> wanted_identity;  ///< IDr of the request: whom the peer wants to meet
};

class ConnectionTable {
 public:
    [[nodiscard]] Connection* find(ConnectionId id);
    [[nodiscard]] const Connection* find(ConnectionId id) const;
    /// The connection whose present configuration is this very object.
    [[nodiscard]] Connection* find(const ConnectionConfig* config);
    [[nodiscard]] bool has_name(const std::string& name) const;
    Connection& add(ConnectionConfig config);
    /// Another configuration for the same id: SAs of the old one are not this connection's any more.
    void reconfigure(Connection& connection, ConnectionConfig config);
    void erase(ConnectionId id);

    /// Those that fit, best first: a configured remote address before any, an exact remote identity before a
    /// pattern, the hinted one before its equals, and then who was added before. As long as the peer has not
    /// named itself, of connections with the same addresses and IKE proposals the first stands for all.
    [[nodiscard]] std::vector<Connection*> candidates(const PeerAppearance& peer);
    /// By what certificates of a peer that has not named itself may be judged: at most so many.
    [[nodiscard]] std::vector<const TrustStore*> trusted(const IpAddress& local, const IpAddress& remote,
                                                         size_t most) const;
    /// A peer that has not named itself may be one that a PPK is shared with.
    [[nodiscard]] bool has_ppk(const IpAddress& local, const IpAddress& remote) const;
    /// All that are configured for this very pair of addresses.
    [[nodiscard]] std::vector<Connection*> of_addresses(const IpAddress& local, const IpAddress& remote);
    [[nodiscard]] std::map<ConnectionId, Connection>& all() { return by_id_; }
    [[nodiscard]] const std::map<ConnectionId, Connection>& all() const { return by_id_; }

 private:
    void index(const ConnectionConfig& config);
    void unindex(const ConnectionConfig& config);
    void append_candidates(const ConnectionGroup& group, const PeerAppearance& peer,
                           std::vector<Connection*>& found);

    std::map<ConnectionId, Connection> by_id_;
    std::unordered_set<std::string> names_;
    ConnectionIndex index_;
};

}  // namespace hawser::ike
