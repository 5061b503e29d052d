// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/dns_query.h"

#include <ares.h>
#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cstring>

namespace hawser::loader {
namespace {

/// A server's time for the first try; it doubles with each round of all servers.
constexpr int kTimeoutMs = 1500;
constexpr int kTries = 3;

int address_family(std::optional<Family> family) {
    if (!family) return AF_UNSPEC;
    return *family == Family::kIpv4 ? AF_INET : AF_INET6;
}

std::optional<IpAddress> address_of(const ares_addrinfo_node& node) {
    if (node.ai_family == AF_INET) {
        const auto* v4 = reinterpret_cast<const sockaddr_in*>(node.ai_addr);
        return IpAddress::from_bytes(ByteView(reinterpret_cast<const uint8_t*>(&v4->sin_addr), 4));
    }
    if (node.ai_family != AF_INET6) return std::nullopt;
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(node.ai_addr);
    return IpAddress::from_bytes(ByteView(reinterpret_cast<const uint8_t*>(&v6->sin6_addr), 16));
}

DnsAnswer answer_of(const ares_addrinfo& found) {
    DnsAnswer answer;
    std::optional<int> ttl;
    for (const ares_addrinfo_node* node = found.nodes; node != nullptr; node = node->ai_next) {
        const auto address = address_of(*node);
        if (!address) continue;
        answer.addresses.push_back(*address);
        ttl = std::min(ttl.value_or(node->ai_ttl), node->ai_ttl);
    }
    answer.ttl = std::chrono::seconds(std::max(ttl.value_or(0), 0));
    return answer;
}

std::string joined(const std::vector<IpAddress>& servers, uint16_t port) {
    std::string text;
    for (const IpAddress& server : servers) {
        if (!text.empty()) text += ",";
        text += server.family() == Family::kIpv6 ? "[" + server.to_string() + "]" : server.to_string();
        text += ":" + std::to_string(port);
    }
    return text;
}

bool is_loopback(const ares_addr_port_node& server) {
    if (server.family == AF_INET) return (ntohl(server.addr.addr4.s_addr) >> 24) == 127;
    return IN6_IS_ADDR_LOOPBACK(reinterpret_cast<const in6_addr*>(&server.addr.addr6));
}

bool all_are_here(ares_channel channel) {
    ares_addr_port_node* servers = nullptr;
    if (ares_get_servers_ports(channel, &servers) != ARES_SUCCESS) return false;
    bool all = true;
    for (const ares_addr_port_node* each = servers; each != nullptr; each = each->next)
        all = all && is_loopback(*each);
    ares_free_data(servers);
    return all;
}

}  // namespace

std::unique_ptr<DnsQuery> DnsQuery::ask(boost::asio::io_context& loop, const DnsQuestion& question,
                                        Done done) {
    std::unique_ptr<DnsQuery> query(new DnsQuery(loop, question.name, std::move(done)));
    if (auto opened = query->open(question); !opened) {
        query->finish(opened.error());
    } else {
        query->start(question);
    }
    return query;
}

DnsQuery::DnsQuery(boost::asio::io_context& loop, std::string name, Done done)
    : loop_(loop),
      name_(std::move(name)),
      done_(std::move(done)),
      timer_(loop),
      self_(std::make_shared<DnsQuery*>(this)) {}

DnsQuery::~DnsQuery() {
    *self_ = nullptr;
    done_ = nullptr;
    if (channel_ != nullptr) ares_destroy(channel_);
}

Result<void> DnsQuery::open(const DnsQuestion& question) {
    static const int initialised = ares_library_init(ARES_LIB_INIT_ALL);
    if (initialised != ARES_SUCCESS)
        return Error(std::string("preparing c-ares: ") + ares_strerror(initialised));
    ares_options options{};
    options.timeout = kTimeoutMs;
    options.tries = kTries;
    options.sock_state_cb = [](void* self, ares_socket_t fd, int reads, int writes) {
        static_cast<DnsQuery*>(self)->watch(fd, reads != 0, writes != 0);
    };
    options.sock_state_cb_data = this;
    const int status =
        ares_init_options(&channel_, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
    if (status != ARES_SUCCESS) {
        channel_ = nullptr;
        return Error("asking for " + name_ + ": " + ares_strerror(status));
    }
    if (!question.servers.empty()) {
        const std::string servers = joined(question.servers, question.port);
        const int set = ares_set_servers_ports_csv(channel_, servers.c_str());
        if (set != ARES_SUCCESS)
            return Error("asking " + servers + " for " + name_ + ": " + ares_strerror(set));
    }
    if (!all_are_here(channel_)) bind(question);
    return {};
}

void DnsQuery::bind(const DnsQuestion& question) {
    for (const IpAddress& local : question.locals) {
        if (local.family() == Family::kIpv6) {
            ares_set_local_ip6(channel_, local.bytes().data());
            continue;
        }
        uint32_t address = 0;
        std::memcpy(&address, local.bytes().data(), sizeof address);
        ares_set_local_ip4(channel_, ntohl(address));
    }
    if (!question.interface.empty()) ares_set_local_dev(channel_, question.interface.c_str());
}

void DnsQuery::start(const DnsQuestion& question) {
    ares_addrinfo_hints hints{};
    hints.ai_family = address_family(question.family);
    // Sorting opens sockets of its own towards every address.
    hints.ai_flags = ARES_AI_NOSORT;
    ares_getaddrinfo(
        channel_, name_.c_str(), nullptr, &hints,
        [](void* self, int status, int, ares_addrinfo* answer) {
            static_cast<DnsQuery*>(self)->answered(status, answer);
        },
        this);
    wait_for_time();
}

void DnsQuery::watch(int fd, bool reads, bool writes) {
    if (!reads && !writes) {
        const auto found = watched_.find(fd);
        if (found == watched_.end()) return;
        found->second.descriptor->release();
        watched_.erase(found);
        return;
    }
    Watched& watched = watched_[fd];
    if (!watched.descriptor) watched.descriptor = std::make_unique<Descriptor>(loop_, fd);
    const bool begins_to_read = reads && !watched.reads;
    const bool begins_to_write = writes && !watched.writes;
    watched.reads = reads;
    watched.writes = writes;
    if (begins_to_read) wait(fd, true);
    if (begins_to_write) wait(fd, false);
}

void DnsQuery::wait(int fd, bool reading) {
    watched_.at(fd).descriptor->async_wait(
        reading ? Descriptor::wait_read : Descriptor::wait_write,
        [self = self_, fd, reading](const boost::system::error_code& error) {
            if (error || *self == nullptr) return;
            DnsQuery& query = **self;
            ares_process_fd(query.channel_, reading ? fd : ARES_SOCKET_BAD, reading ? ARES_SOCKET_BAD : fd);
            const auto found = query.watched_.find(fd);
            if (found == query.watched_.end()) return;
            if (reading ? found->second.reads : found->second.writes) query.wait(fd, reading);
        });
}

void DnsQuery::wait_for_time() {
    timeval most{.tv_sec = 1, .tv_usec = 0};
    timeval until{};
    const timeval* next = ares_timeout(channel_, &most, &until);
    timer_.expires_after(std::chrono::seconds(next->tv_sec) + std::chrono::microseconds(next->tv_usec));
    timer_.async_wait([self = self_](const boost::system::error_code& error) {
        if (error || *self == nullptr || (*self)->done_ == nullptr) return;
        ares_process_fd((*self)->channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
        (*self)->wait_for_time();
    });
}

void DnsQuery::answered(int status, ares_addrinfo* found) {
    if (status != ARES_SUCCESS) return finish(Error(name_ + ": " + ares_strerror(status)));
    DnsAnswer answer = answer_of(*found);
    ares_freeaddrinfo(found);
    if (answer.addresses.empty()) return finish(Error(name_ + ": it has no address"));
    finish(std::move(answer));
}

/// From the loop: c-ares is not to be left while it calls.
void DnsQuery::finish(Result<DnsAnswer> answer) {
    if (!done_) return;
    boost::asio::post(loop_, [self = self_, answer = std::move(answer)] {
        if (*self == nullptr) return;
        const Done done = std::move((*self)->done_);
        (*self)->done_ = nullptr;
        (*self)->timer_.cancel();
        if (done) done(answer);
    });
}

}  // namespace hawser::loader
