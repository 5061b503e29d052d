// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/fake/fake_events.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <utility>

namespace hawser::loader {

FakeEvents::FakeEvents() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    HAWSER_CHECK(fd_ >= 0, "no eventfd");
}

FakeEvents::~FakeEvents() {
    ::close(fd_);
}

Result<std::vector<KernelEvent>> FakeEvents::take() {
    eventfd_t count = 0;
    (void)::eventfd_read(fd_, &count);
    return std::exchange(pending_, {});
}

void FakeEvents::happen(KernelEvent event) {
    pending_.push_back(std::move(event));
    HAWSER_CHECK(::eventfd_write(fd_, 1) == 0, "eventfd is full");
}

}  // namespace hawser::loader
