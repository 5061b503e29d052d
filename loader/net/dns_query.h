// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ip_address.h"
#include "base/result.h"

struct ares_channeldata;
struct ares_addrinfo;

namespace hawser::loader {

struct DnsQuestion {
    std::string name;
    /// Absent: either.
    std::optional<Family> family;
    /// Empty: those of /etc/resolv.conf.
    std::vector<IpAddress> servers;
    /// The interface and the addresses that the question is sent from. Where every server is on this machine,
    /// the question goes to it as to anybody.
    std::string interface;
    std::vector<IpAddress> locals;
    uint16_t port = 53;  ///< differs in tests only
};

struct DnsAnswer {
    std::vector<IpAddress> addresses;  ///< at least one
    Duration ttl{};                    ///< the shortest; 0: not known, as of /etc/hosts
};

/// One name that is asked for, without ever blocking: in /etc/hosts first, then in DNS (c-ares). Ends with
/// the object.
class DnsQuery {
 public:
    using Done = std::function<void(const Result<DnsAnswer>& answer)>;

    /// `done` is called from the loop, once, unless the object has gone before.
    static std::unique_ptr<DnsQuery> ask(boost::asio::io_context& loop, const DnsQuestion& question,
                                         Done done);
    ~DnsQuery();
    DnsQuery(const DnsQuery&) = delete;
    DnsQuery& operator=(const DnsQuery&) = delete;

 private:
    using Descriptor = boost::asio::posix::stream_descriptor;
    struct Watched {
        std::unique_ptr<Descriptor> descriptor;
        bool reads = false;
        bool writes = false;
    };

    DnsQuery(boost::asio::io_context& loop, std::string name, Done done);
    Result<void> open(const DnsQuestion& question);
    void bind(const DnsQuestion& question);
    void start(const DnsQuestion& question);
    /// What c-ares wants to hear of one of its sockets, which it closes itself.
    void watch(int fd, bool reads, bool writes);
    void wait(int fd, bool reading);
    void wait_for_time();
    void answered(int status, ares_addrinfo* answer);
    void finish(Result<DnsAnswer> answer);

    boost::asio::io_context& loop_;
    std::string name_;
    Done done_;
    ares_channeldata* channel_ = nullptr;
    boost::asio::steady_timer timer_;
    std::map<int, Watched> watched_;
    /// Handlers of the loop may come when we have gone.
    std::shared_ptr<DnsQuery*> self_;
};

}  // namespace hawser::loader
