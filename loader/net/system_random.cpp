// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/system_random.h"

#include <errno.h>
#include <sys/random.h>

#include "base/check.h"

namespace hawser::loader {

void SystemRandom::fill(std::span<uint8_t> out) {
    while (!out.empty()) {
        // Without flags: waits until the kernel's generator has been seeded, which at boot may take a moment.
        const ssize_t got = getrandom(out.data(), out.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        HAWSER_CHECK(got > 0, "the kernel gives no random bytes");
        out = out.subspan(static_cast<size_t>(got));
    }
}

}  // namespace hawser::loader
