// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/ip_address.h"
#include "base/result.h"
#include "ike/engine/authentication.h"
#include "ike/engine/handles.h"
#include "ike/engine/lifetimes.h"
#include "ike/engine/proposal_config.h"
#include "ike/engine/redirect_config.h"
#include "ike/wire/identity.h"
#include "ike/wire/traffic_selector.h"

namespace hawser::ike {

/// Who starts.
enum class Initiate : uint8_t {
    /// We start at once if the remote address is known, and accept what the peer starts.
    kAuto,
    /// As kAuto, and a connection that was terminated by the peer is started again without back-off.
    kAlways,
    /// Only the peer starts.
    kNever
};

/// When ESP (and IKE after IKE_SA_INIT) goes in UDP.
enum class Encapsulation : uint8_t {
    kByNatDetection,  ///< RFC 7296 2.23
    kForced           ///< always: for networks that drop ESP
};

/// Retransmission of requests: try n (from 0) is followed by a wait of base * factor^n. With these defaults
/// the tries go out at 0, 2, 5, 9.5 and 16.3 s, and the peer is given up after 26.4 s.
struct RetransmissionPolicy {
    Duration base = std::chrono::seconds(2);
    double factor = 1.5;
    /// Transmissions in all, the first included.
    unsigned tries = 5;
};

/// Attempt n (from 0) after a failure starts after min(base * 2^n, cap), of which a random share up to
/// `jitter` is taken off, so that many branches do not come back to one hub in step. Attempts never stop.
struct ReconnectPolicy {
    Duration base = std::chrono::seconds(1);
    Duration cap = std::chrono::seconds(60);
    double jitter = 0.3;  ///< 0 ... 1
};

/// One connection: what is needed to bring up one tunnel's IKE SA with one Child SA, and to recognise the
/// peer when it comes to us.
struct ConnectionConfig {
    ConnectionId id;
    /// For people: `pop/wan1`.
    std::string name;

    /// Our address on the uplink. The ports are EndpointOptions::ike_port and nat_port.
    IpAddress local_address;
    /// Empty: any, and then we only respond.
    std::optional<IpAddress> remote_address;
    /// The peer's port for IKE_SA_INIT: 500, unless a test or a port forwarding needs another.
    uint16_t remote_port = 500;

    Identity local_identity;
    /// Must be equal to what the peer sends.
    Identity remote_identity;
    Authentication auth;

    /// In order of preference.
    std::vector<AlgorithmProposal> ike_proposals = default_ike_proposals();
    std::vector<AlgorithmProposal> esp_proposals = default_esp_proposals();
    /// Inner traffic: what we offer, and the most that we accept.
    std::vector<TrafficSelector> local_selectors;
    std::vector<TrafficSelector> remote_selectors;

    Initiate initiate = Initiate::kAuto;
    /// The peer has more tunnels than this one to us: INITIAL_CONTACT would delete them at the peer, so it is
    /// not sent.
    bool siblings = false;
    /// Authenticate first and make the Child SA by an exchange of its own, with a group of its own if the
    /// proposal has one, where the peer can do that (RFC 6023). As responder that is always accepted.
    bool childless = false;
    IfId if_id;
    Encapsulation encapsulation = Encapsulation::kByNatDetection;

    RedirectConfig redirect;

    /// Behind a NAT a NAT-keepalive goes out when IKE has sent nothing for so long (RFC 3948 4); zero: never.
    Duration nat_keepalive = std::chrono::seconds(20);
    /// The IKE SA survives a change of the initiator's address where both sides can do that (RFC 4555).
    bool mobike = true;
    /// The largest IP packet that IKE sends where the peer can put fragments together (RFC 7383), in bytes:
    /// 576 to 65535. Where large requests get no answer, 1280 and 576 are tried. 0: no fragments, either way.
    uint16_t fragment_size = 1280;

    /// Requests of the peer that we keep state for at a time (RFC 7296 2.3): it may send so many before it
    /// has had an answer.
    uint32_t window_size = 1;
    /// An IKE SA that is lost is resumed by a ticket (RFC 5723): as initiator we ask for them, as responder
    /// we give them. There is no new key exchange in that, so that whoever has the gateway's secret and has
    /// recorded the traffic can read it.
    bool resumption = false;
    /// As initiator we ask for an inner address of each of these families (RFC 7296 2.19), and our side of
    /// the traffic is those addresses in place of local_selectors.
    std::vector<Family> request_addresses;
    /// Those that we had in an earlier run, which we ask for again.
    std::vector<IpAddress> addresses_before;
    /// As responder we give initiators that ask an address of these EndpointOptions::pools, one pool of a
    /// family, and their side of the traffic is that address in place of remote_selectors.
    std::vector<std::string> pools;
    RetransmissionPolicy retransmission;
    ReconnectPolicy reconnect;
    ChildLifetime child_lifetime;
    IkeLifetime ike_lifetime;
    /// Reauthentication (RFC 7296 2.8.3): an IKE SA that we may begin is replaced by one with a new
    /// IKE_SA_INIT and IKE_AUTH after this long (less a tenth at random); the new one takes over before the
    /// old one goes. Zero: never.
    Duration reauth_time{};
    /// Silence of the peer's IKE after which an empty INFORMATIONAL asks whether it lives; zero: never. It
    /// finds out that a NAT has forgotten us.
    Duration liveness_interval = std::chrono::seconds(10);

    /// Fails with what is missing or contradicts: no key, no selectors, initiate = always without a remote
    /// address, local and remote of different families, algorithms that this build cannot do.
    [[nodiscard]] Result<void> validate() const;
    /// We start the IKE SA when there is none.
    [[nodiscard]] bool initiates() const {
        return initiate != Initiate::kNever && remote_address.has_value();
    }
};

}  // namespace hawser::ike
