// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/secret_bytes.h"
#include "ike/engine/address_pool.h"

namespace hawser::ike {

class RedirectPolicy;

/// What holds for all connections of an Endpoint.
struct EndpointOptions {
    /// IKE_SA_INIT goes from and to here; messages carry no Non-ESP marker.
    uint16_t ike_port = 500;
    /// IKE behind NATs and ESP in UDP; messages carry the Non-ESP marker.
    uint16_t nat_port = 4500;

    /// From this many half-open SAs on, IKE_SA_INIT is answered with a cookie (RFC 7296 2.6). 32 lets a hub's
    /// branches come back together without the extra round trip.
    size_t cookie_threshold = 32;
    /// No more half-open SAs than this, and no more memory in them than that (their requests and fragments
    /// included): further IKE_SA_INIT and fragments are dropped. All branches of a hub that comes back are
    /// half-open at once, and an SA of theirs takes 5 kB; strangers need an address each for 16 of them, and
    /// a round trip for every one.
    size_t half_open_max = 32768;
    size_t half_open_bytes_max = size_t{160} << 20;
    /// Of those, from one source address. A NAT may hide several branches.
    size_t half_open_max_per_source = 16;
    /// The initiator has this long to come with IKE_AUTH.
    Duration half_open_lifetime = std::chrono::seconds(30);
    /// A cookie is good for one to two of these.
    Duration cookie_secret_lifetime = std::chrono::seconds(60);

    /// A replaced Child SA reads this long what is on its way.
    Duration replaced_child_lifetime = std::chrono::seconds(5);
    /// As responder of a rekeying we send with the old Child SA until the peer shows that it reads the new
    /// one (RFC 7296 2.8), at most so long: longer than an answer of ours can be on its way through losses.
    Duration rekeyed_use_delay = std::chrono::seconds(30);
    /// The same for an IKE_AUTH that replaces an IKE SA: the peer may have forgotten the old one.
    Duration replaced_use_delay = std::chrono::seconds(3);
    /// An IKE SA that has been rekeyed by the peer is deleted by us if the peer has not done so by then.
    Duration rekeyed_ike_lifetime = std::chrono::seconds(60);
    /// A peer may authenticate first and make its Child SA later (RFC 6023): within this.
    Duration childless_lifetime = std::chrono::seconds(60);
    /// From which our crash tokens are made (RFC 6290): 32 random bytes that outlive the process, and that no
    /// other gateway has. Null: we give no tokens; those of peers are taken all the same.
    std::shared_ptr<const SecretBytes> crash_secret;
    /// Tokens shown to peers whose SAs we have lost: so many in a second at most, over all sources.
    unsigned crash_tokens_per_second = 1000;
    /// From which the keys of tickets are made (RFC 5723): 32 random bytes. Null: drawn, and tickets are
    /// worth nothing after a restart.
    std::shared_ptr<const SecretBytes> ticket_secret;
    /// At most a day; less where the connection is reauthenticated earlier.
    Duration ticket_lifetime = std::chrono::hours(8);
    /// What ConnectionConfig::pools names.
    std::vector<AddressPoolConfig> pools;
    /// Asked whether new initiators are served here; must outlive the Endpoint. Null: all are.
    RedirectPolicy* redirect_policy = nullptr;
    /// An IKE SA whose initiator we have sent to another gateway is deleted by us if the initiator has not
    /// done so by then: time to make the other SA before.
    Duration redirect_patience = std::chrono::seconds(60);
    /// Answers to messages of unknown SAs (INVALID_IKE_SPI, INVALID_MAJOR_VERSION): so many in a second at
    /// most, over all sources.
    unsigned stranger_answers_per_second = 10;
    /// Log lines that strangers cause: so many in a minute at most.
    unsigned stranger_logs_per_minute = 10;
    /// Hand out the keys of IKE SAs (IkeKeysMade), for a log with which captures can be decrypted.
    bool report_keys = false;
    /// Largest message that is looked at. RFC 7296 2 asks for 3000 bytes to be accepted.
    size_t max_message_size = 10000;
    /// Largest message that is put together from fragments (RFC 7383 section 5 asks for less than 64 KB): a
    /// chain of certificates and the public values of ML-KEM.
    size_t max_reassembled_size = 32768;
    /// A request of which fragments are missing is forgotten after this: about as long as a sender tries.
    Duration reassembly_lifetime = std::chrono::seconds(30);
};

/// What came and what became of it, since the Endpoint was made. Every datagram that is not acted upon is in
/// exactly one of the `dropped_` counters.
struct EndpointCounters {
    uint64_t datagrams_in = 0;
    uint64_t datagrams_out = 0;
    uint64_t retransmissions = 0;     ///< of our requests
    uint64_t responses_replayed = 0;  ///< a duplicate request was answered from store
    uint64_t fragments_taken = 0;     ///< of the peers' messages, the ones that completed them included
    uint64_t cookies_sent = 0;
    uint64_t crash_tokens_sent = 0;
    uint64_t tickets_issued = 0;
    uint64_t tickets_refused = 0;
    uint64_t redirects_sent = 0;  ///< in answer to IKE_SA_INIT or IKE_AUTH
    uint64_t half_open_expired = 0;
    uint64_t ike_sas_established = 0;
    uint64_t child_sas_installed = 0;
    uint64_t peers_refused = 0;     ///< in IKE_AUTH: their identity, their proof of it, or ours failed
    uint64_t stranger_answers = 0;  ///< INVALID_IKE_SPI and the like sent
    uint64_t stranger_logs_suppressed = 0;

    uint64_t dropped_malformed = 0;  ///< not an IKE message, or broken before it is authenticated
    uint64_t dropped_too_large = 0;
    uint64_t dropped_unknown_spi = 0;
    uint64_t dropped_bad_integrity = 0;  ///< the ICV of an SK payload is wrong
    /// Fragments that repeat another, are of an outdated set, too many or too large, or were not agreed upon.
    uint64_t dropped_fragment = 0;
    uint64_t dropped_unprotected = 0;       ///< in the clear where only protected messages are allowed
    uint64_t dropped_wrong_message_id = 0;  ///< outside the window, or a response nobody waits for
    uint64_t dropped_wrong_exchange = 0;    ///< not allowed in this state or of an unexpected shape
    uint64_t dropped_half_open_limit = 0;
    uint64_t dropped_no_connection = 0;  ///< IKE_SA_INIT to an address or from a peer without connection
    uint64_t dropped_forged_error = 0;   ///< unauthenticated error notifies that were noted and not believed
};

}  // namespace hawser::ike
