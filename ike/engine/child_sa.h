// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/ip_address.h"
#include "base/random.h"
#include "ike/crypto/algorithms.h"
#include "ike/engine/handles.h"
#include "ike/engine/lifetimes.h"
#include "ike/engine/sa_status.h"
#include "ike/wire/ids.h"
#include "ike/wire/traffic_selector.h"

namespace hawser::ike {

/// A pair of ESP SAs that the kernel has been asked to install. Its keys are not kept: they went out with the
/// InstallChildSa. It moves from an IKE SA to its successor.
struct ChildSa {
    ChildHandle handle;
    EspSpi spi_in;
    EspSpi spi_out;
    ChildAlgorithms algorithms;
    std::vector<TrafficSelector> local_selectors;
    std::vector<TrafficSelector> remote_selectors;
    hawser::Endpoint local;
    hawser::Endpoint remote;
    bool udp_encapsulation = false;
    ChildSaState state = ChildSaState::kInstalling;
    TimePoint installed_at{};
    /// The connection's outbound traffic leaves by this one: true for one of a connection's pairs at most.
    bool sends = false;
    /// It lost against the other one that the peer and we made at the same time (RFC 7296 2.8.1), and is
    /// about to be deleted.
    bool redundant = false;
    /// The pair whose traffic it takes over.
    std::optional<ChildHandle> replaces;
    /// We answered its exchange and do not send by it before the peer is known to read: at the latest then.
    std::optional<TimePoint> use_at;
    LifetimeSchedule lifetime;
    /// What the kernel counted when it was asked last.
    uint64_t packets_in = 0;
};

/// What is left of a pair after its deletion was agreed: the inbound SA, which reads what is on its way.
struct RetiredChildSa {
    ChildHandle handle;
    EspSpi spi_in;
    EspSpi spi_out;
    TimePoint remove_at{};
};

/// Gives out handles, which are never used twice, and inbound SPIs, which are unique among those in use; and
/// knows whose they are, so that what the kernel says of a pair finds it among however many.
class ChildRegistry {
 public:
    /// Of a later pair, greater. Names the pair's inbound SPI too: see spi_of().
    [[nodiscard]] ChildHandle next_handle(EspSpi spi_in) {
        return ChildHandle(++handles_ << kSpiBits | spi_in.value());
    }
    [[nodiscard]] static EspSpi spi_of(ChildHandle handle) {
        return EspSpi(static_cast<uint32_t>(handle.value()));
    }
    /// Pairs in the order of their making, from 1: what people call it by.
    [[nodiscard]] static uint64_t number_of(ChildHandle handle) { return handle.value() >> kSpiBits; }
    /// Random, and not below 256 (RFC 4303 2.1 reserves those).
    [[nodiscard]] EspSpi allocate_spi(RandomSource& random);
    void release_spi(EspSpi spi) { owners_.erase(spi); }
    [[nodiscard]] bool in_use(EspSpi spi) const { return owners_.count(spi) != 0; }
    [[nodiscard]] size_t count() const { return owners_.size(); }
    /// The pair with this inbound SPI is one of that IKE SA, whose SPI is ours, from now on.
    void give(EspSpi spi_in, IkeSpi owner) { owners_[spi_in] = owner; }
    /// 0 for an SPI that is free, or only reserved.
    [[nodiscard]] IkeSpi owner_of(EspSpi spi_in) const;

 private:
    static constexpr unsigned kSpiBits = 32;
    uint64_t handles_ = 0;
    std::unordered_map<EspSpi, IkeSpi> owners_;
};

}  // namespace hawser::ike
