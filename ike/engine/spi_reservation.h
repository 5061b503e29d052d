// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <unordered_set>
#include <utility>

#include "ike/wire/ids.h"

namespace hawser::ike {

/// An SPI of ours that stands in a request on the way: the peer may have an SA by it before we do. Given back
/// with the object, which the set must outlive.
class SpiReservation {
 public:
    SpiReservation() = default;
    SpiReservation(IkeSpi spi, std::unordered_set<IkeSpi>& set) : spi_(spi), set_(&set) { set.insert(spi); }
    SpiReservation(SpiReservation&& other) noexcept
        : spi_(std::exchange(other.spi_, IkeSpi(0))), set_(std::exchange(other.set_, nullptr)) {}
    SpiReservation& operator=(SpiReservation&& other) noexcept {
        std::swap(spi_, other.spi_);
        std::swap(set_, other.set_);
        return *this;
    }
    SpiReservation(const SpiReservation&) = delete;
    SpiReservation& operator=(const SpiReservation&) = delete;
    ~SpiReservation() {
        if (set_ != nullptr) set_->erase(spi_);
    }
    /// 0 for none.
    [[nodiscard]] IkeSpi spi() const { return spi_; }

 private:
    IkeSpi spi_;
    std::unordered_set<IkeSpi>* set_ = nullptr;
};

}  // namespace hawser::ike
