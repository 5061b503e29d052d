// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "loader/control/status.h"

namespace hawser::loader {

/// What a tunnel or an uplink carries, measured between two looks.
struct TrafficRate {
    double bits_out = 0;  ///< a second, inner packets
    double bits_in = 0;
    double packets_out = 0;
    double packets_in = 0;

    TrafficRate& operator+=(const TrafficRate& other);
};

/// Tells rates from the counters of successive looks at the status.
class TrafficMeter {
 public:
    /// `elapsed`: by the looker's own clock since the look before; without meaning in the first one. A
    /// counter that has gone back (the maps were made anew) counts as no traffic.
    void look(const Status& status, std::chrono::duration<double> elapsed);

    /// There have been two looks.
    [[nodiscard]] bool measures() const { return looks_ > 1; }
    /// Zero for a name that is not known.
    [[nodiscard]] TrafficRate of_tunnel(const std::string& name) const;
    /// Over the uplink's tunnels.
    [[nodiscard]] TrafficRate of_uplink(const std::string& name) const;

 private:
    struct Counters {
        uint64_t bytes_out = 0;
        uint64_t bytes_in = 0;
        uint64_t packets_out = 0;
        uint64_t packets_in = 0;
    };

    unsigned looks_ = 0;
    std::map<std::string, Counters> last_;
    std::map<std::string, TrafficRate> tunnels_;
    std::map<std::string, TrafficRate> uplinks_;
};

}  // namespace hawser::loader
