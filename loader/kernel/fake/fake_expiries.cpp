// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/fake/fake_expiries.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <utility>

#include "base/check.h"

namespace hawser::loader {

FakeExpiries::FakeExpiries() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    HAWSER_CHECK(fd_ >= 0, "no eventfd");
}

FakeExpiries::~FakeExpiries() {
    ::close(fd_);
}

Result<ExpiryPort::Taken> FakeExpiries::take() {
    eventfd_t count = 0;
    (void)::eventfd_read(fd_, &count);
    return std::exchange(pending_, {});
}

void FakeExpiries::happen(SaExpiry expiry) {
    pending_.expiries.push_back(std::move(expiry));
    wake();
}

void FakeExpiries::lose() {
    pending_ = {.expiries = {}, .lost = true};
    wake();
}

void FakeExpiries::wake() const {
    HAWSER_CHECK(::eventfd_write(fd_, 1) == 0, "eventfd is full");
}

}  // namespace hawser::loader
