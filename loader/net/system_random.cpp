// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/system_random.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include <algorithm>

#include "base/check.h"

namespace hawser::loader {

namespace {

void ask_kernel(std::span<uint8_t> out) {
    while (!out.empty()) {
        // Without flags: waits until the kernel's generator has been seeded, which at boot may take a moment.
        const ssize_t got = getrandom(out.data(), out.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        HAWSER_CHECK(got > 0, "the kernel gives no random bytes");
        out = out.subspan(static_cast<size_t>(got));
    }
}

}  // namespace

SystemRandom::~SystemRandom() {
    explicit_bzero(stock_.data(), stock_.size());
}

void SystemRandom::fill(std::span<uint8_t> out) {
    constexpr size_t kSmall = 64;
    if (out.empty()) return;
    if (out.size() > kSmall) return ask_kernel(out);
    if (left_ < out.size()) {
        ask_kernel(stock_);
        left_ = stock_.size();
    }
    const auto from = stock_.end() - static_cast<std::ptrdiff_t>(left_);
    std::copy_n(from, out.size(), out.begin());
    explicit_bzero(&*from, out.size());
    left_ -= out.size();
}

}  // namespace hawser::loader
