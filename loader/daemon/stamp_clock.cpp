// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/stamp_clock.h"

#include <arpa/inet.h>
#include <sys/timex.h>
#include <time.h>

#include <algorithm>

#include "loader/bpf/map_table.h"
#include "loader/bpf/pin_dir.h"

namespace hawser::loader {
namespace {

uint64_t clock_ns(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000U + static_cast<uint64_t>(now.tv_nsec);
}

}  // namespace

uint16_t stamp_error_estimate(bool synchronised, uint64_t max_error_us) {
    // Units of 2^-32 s; more than an hour is as good as unknown.
    const uint64_t error = std::min<uint64_t>(max_error_us, 3'600'000'000U);
    uint64_t multiplier = std::max<uint64_t>(1, (error << 32) / 1'000'000U);
    uint16_t scale = 0;
    while (multiplier > 0xff) {
        multiplier = (multiplier + 1) / 2;
        ++scale;
    }
    return static_cast<uint16_t>((synchronised ? 0x8000U : 0U) | (scale << 8U) | multiplier);
}

uint16_t stamp_error_estimate() {
    timex clock{};
    const bool synchronised = ::adjtimex(&clock) != -1 && (clock.status & STA_UNSYNC) == 0;
    return stamp_error_estimate(synchronised, static_cast<uint64_t>(clock.maxerror));
}

Duration wall_clock() {
    return Duration(clock_ns(CLOCK_REALTIME));
}

bool daemon_reflects(const Config& config) {
    return config.stamp.reflector && (config.stamp.mode == StampModeChoice::kAuthenticated ||
                                      config.stamp.sequence == StampSequenceChoice::kStateful ||
                                      config.interfaces == InterfacesChoice::kShared);
}

hw_stamp stamp_settings(const Config& config) {
    hw_stamp stamp{};
    stamp.port = config.stamp.reflector ? htons(config.stamp.port) : 0;
    if (daemon_reflects(config)) stamp.flags |= HW_STAMP_TO_STACK;
    if (config.stamp.mode == StampModeChoice::kAuthenticated) stamp.flags |= HW_STAMP_AUTHENTICATED;
    stamp.error_estimate = htons(stamp_error_estimate());
    stamp.utc_minus_monotonic_ns = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC);
    return stamp;
}

Result<void> write_stamp_settings(const Config& config, const std::string& pin_dir) {
    Result<OwnedFd> fd = PinDir(pin_dir).open(HW_MAP_STAMP);
    if (!fd) return fd.error();
    if (!*fd) return Error(std::string("map ") + HW_MAP_STAMP + " is not pinned");
    return MapTable<uint32_t, hw_stamp>(fd->get(), HW_MAP_STAMP).write(0, stamp_settings(config));
}

}  // namespace hawser::loader
