// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/kernel/sa_event_port.h"

namespace hawser::loader {

/// Expiries that a test makes happen. The descriptor is a real one (an eventfd), so that an event loop can
/// wait for it.
class FakeSaEvents final : public SaEventPort {
 public:
    FakeSaEvents();
    FakeSaEvents(const FakeSaEvents&) = delete;
    FakeSaEvents& operator=(const FakeSaEvents&) = delete;
    ~FakeSaEvents() override;

    [[nodiscard]] int fd() const override { return fd_; }
    Result<Taken> take() override;

    void happen(SaExpiry expiry);
    void happen(SaMapping mapping);
    /// As if the socket's buffer had been full.
    void lose();

 private:
    void wake() const;

    int fd_;
    Taken pending_;
};

}  // namespace hawser::loader
