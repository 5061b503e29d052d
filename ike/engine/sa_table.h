// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/ip_address.h"
#include "base/random.h"
#include "ike/engine/half_open.h"
#include "ike/engine/ike_sa.h"
#include "ike/engine/spi_reservation.h"

namespace hawser::ike {

/// All IKE SAs, by the SPI that is ours. Messages find their SA by that alone (RFC 7296 2.6).
class SaTable {
 public:
    /// A random SPI that is not in use.
    [[nodiscard]] IkeSpi draw_spi(RandomSource& random) const;
    /// The same for an SA that a request of ours offers.
    [[nodiscard]] SpiReservation offer_spi(RandomSource& random);
    [[nodiscard]] bool offers(IkeSpi own_spi) const { return offered_.count(own_spi) != 0; }
    /// The SA as made by `birth`, already CONNECTING.
    IkeSa& add(IkeSa::Birth birth);
    /// The same for an SA that comes of an established one: not counted as half-open, whoever began.
    IkeSa& add_authenticated(IkeSa::Birth birth);
    void erase(IkeSpi own_spi);

    [[nodiscard]] IkeSa* find(IkeSpi own_spi) const;
    /// An SA that the peer began with exactly this IKE_SA_INIT request (2.1: the SPI is not enough, two peers
    /// behind one NAT may draw the same). Established SAs have forgotten theirs and go by its hash: that is
    /// enough to ignore a message.
    [[nodiscard]] IkeSa* find_by_init_request(IkeSpi initiator_spi, ByteView request) const;
    /// The peer has begun the SA with this SPI, and with the request that the SA has.
    void index_initiator_spi(IkeSpi initiator_spi, const IkeSa& sa);
    /// The SA turns out to belong to another configuration than its address made us think.
    void assign(IkeSa& sa, std::shared_ptr<const ConnectionConfig> config);
    /// A half-open SA holds so many bytes of the peer's. No effect for others.
    void note_half_open_bytes(const IkeSa& sa, size_t bytes);
    /// A half-open SA has become established or is about to be erased: it is not counted any more.
    void no_longer_half_open(const IkeSa& sa);

    /// The SAs of a connection, in the order in which they began. By the object and not by the id, which may
    /// belong to another configuration by now. Those that a peer has begun are nobody's until they are
    /// assigned.
    [[nodiscard]] std::vector<IkeSa*> of(const ConnectionConfig* config) const;
    /// The one that carries the connection, or tries to: established before connecting, newer before older.
    [[nodiscard]] IkeSa* current_of(const ConnectionConfig* config) const;
    /// SPIs of all in order, so that a loop may erase while it goes.
    [[nodiscard]] std::vector<IkeSpi> spis() const;
    [[nodiscard]] const std::unordered_map<IkeSpi, std::unique_ptr<IkeSa>>& all() const {
        return by_own_spi_;
    }
    [[nodiscard]] size_t size() const { return by_own_spi_.size(); }
    [[nodiscard]] const HalfOpenCount& half_open() const { return half_open_; }

 private:
    std::unordered_set<IkeSpi> offered_;  ///< before the SAs: their tasks give back what they offer
    struct Beginning {
        IkeSpi own_spi;
        size_t request_hash = 0;
    };

    std::unordered_map<IkeSpi, std::unique_ptr<IkeSa>> by_own_spi_;
    std::unordered_multimap<IkeSpi, Beginning> by_initiator_spi_;  ///< of SAs that peers began
    std::unordered_multimap<const ConnectionConfig*, IkeSa*> by_config_;
    struct Counted {
        IpAddress source;
        size_t bytes = 0;
    };
    std::unordered_map<IkeSpi, Counted> counted_half_open_;  ///< by our SPI
    HalfOpenCount half_open_;
};

}  // namespace hawser::ike
