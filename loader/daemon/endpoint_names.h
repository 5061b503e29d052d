// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "loader/config/config.h"
#include "loader/daemon/kernel_view.h"
#include "loader/net/alarm.h"
#include "loader/net/dns_query.h"

namespace hawser::loader {

/// The addresses of endpoints that are names. Each name is asked for by each uplink that has a tunnel to it,
/// from that uplink's own address: the answer is the one that holds there, and a dead uplink delays no other.
class EndpointNames {
 public:
    /// Before a name is asked for again that could not be resolved, doubled with each failure up to kSeldom.
    static constexpr Duration kRetry = std::chrono::seconds(3);
    static constexpr Duration kSeldom = std::chrono::minutes(1);
    /// Not more often, whatever the TTL says and however often doubt() is called.
    static constexpr Duration kLeast = std::chrono::seconds(5);
    /// An address at which nobody answers for so long gives way to the next one of the name.
    static constexpr Duration kPatience = std::chrono::seconds(20);

    struct Listener {
        /// fill() gives another address than before.
        std::function<void()> changed;
        /// The tunnel has no address yet, and why.
        std::function<void(TunnelId tunnel, const std::string& reason)> unresolved;
    };

    EndpointNames(boost::asio::io_context& loop, RandomSource& random, const Config& config,
                  Listener listener);

    /// Asks for what has not been asked for yet and can be. To be called with every look at the uplinks, and
    /// after the configuration has been replaced.
    void look(const std::vector<UplinkState>& uplinks);
    /// The peer cannot be reached at its address: it may have another one by now.
    void doubt(const TunnelConfig& tunnel);
    /// Puts the addresses that are known into the tunnels of a configuration.
    void fill(Config& config) const;

 private:
    using Key = std::pair<std::string, std::string>;  ///< uplink and host
    /// How a question leaves by an uplink.
    struct Way {
        std::string interface;
        std::vector<IpAddress> locals;
    };
    struct Name {
        std::vector<IpAddress> addresses;
        std::optional<IpAddress> chosen;
        std::string trouble = "not asked for yet";
        unsigned failures = 0;
        TimePoint asked{};
        std::optional<TimePoint> next;  ///< absent while it is being asked for
        std::optional<TimePoint> doubted;
        std::unique_ptr<DnsQuery> query;
    };

    void run();
    void ask(const Key& key, Name& name, const Way& way);
    void answered(const Key& key, const Result<DnsAnswer>& answer);
    void take(const Key& key, Name& name, const DnsAnswer& answer);
    void tell_unresolved(const Key& key, const std::string& reason);
    [[nodiscard]] Duration jittered(Duration wait);
    void set_alarm();

    boost::asio::io_context& loop_;
    RandomSource& random_;
    const Config& config_;
    Listener listener_;
    std::map<Key, Name> names_;
    std::map<std::string, Way> ways_;  ///< by uplink; those that can be used now
    Alarm alarm_;
};

}  // namespace hawser::loader
