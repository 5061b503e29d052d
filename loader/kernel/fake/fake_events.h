// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "loader/kernel/events.h"

namespace hawser::loader {

/// Events that a test makes happen. The descriptor is a real one (an eventfd), so that an event loop can wait
/// for it.
class FakeEvents final : public EventPort {
 public:
    FakeEvents();
    FakeEvents(const FakeEvents&) = delete;
    FakeEvents& operator=(const FakeEvents&) = delete;
    ~FakeEvents() override;

    [[nodiscard]] int fd() const override { return fd_; }
    Result<std::vector<KernelEvent>> take() override;

    void happen(KernelEvent event);

 private:
    int fd_;
    std::vector<KernelEvent> pending_;
};

}  // namespace hawser::loader
