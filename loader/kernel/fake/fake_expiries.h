// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/kernel/expiry_port.h"

namespace hawser::loader {

/// Expiries that a test makes happen. The descriptor is a real one (an eventfd), so that an event loop can
/// wait for it.
class FakeExpiries final : public ExpiryPort {
 public:
    FakeExpiries();
    FakeExpiries(const FakeExpiries&) = delete;
    FakeExpiries& operator=(const FakeExpiries&) = delete;
    ~FakeExpiries() override;

    [[nodiscard]] int fd() const override { return fd_; }
    Result<Taken> take() override;

    void happen(SaExpiry expiry);
    /// As if the socket's buffer had been full.
    void lose();

 private:
    void wake() const;

    int fd_;
    Taken pending_;
};

}  // namespace hawser::loader
