// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/fake/fake_sa_events.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <utility>

#include "base/check.h"

namespace hawser::loader {

FakeSaEvents::FakeSaEvents() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    HAWSER_CHECK(fd_ >= 0, "no eventfd");
}

FakeSaEvents::~FakeSaEvents() {
    ::close(fd_);
}

Result<SaEventPort::Taken> FakeSaEvents::take() {
    eventfd_t count = 0;
    (void)::eventfd_read(fd_, &count);
    return std::exchange(pending_, {});
}

void FakeSaEvents::happen(SaExpiry expiry) {
    pending_.expiries.push_back(std::move(expiry));
    wake();
}

void FakeSaEvents::happen(SaMapping mapping) {
    pending_.mappings.push_back(std::move(mapping));
    wake();
}

void FakeSaEvents::lose() {
    pending_ = {.expiries = {}, .mappings = {}, .lost = true};
    wake();
}

void FakeSaEvents::wake() const {
    HAWSER_CHECK(::eventfd_write(fd_, 1) == 0, "eventfd is full");
}

}  // namespace hawser::loader
