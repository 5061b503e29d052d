// SPDX-License-Identifier: BSD-2-Clause
#include "tests/unit/loader/net/private_network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>

namespace hawser::loader {
namespace {

constexpr std::chrono::seconds kPatience{10};

}  // namespace

void PrivateNetwork::SetUp() {
    home_ = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (home_ < 0 || unshare(CLONE_NEWNET) != 0)
        GTEST_SKIP() << "no network namespace of our own: " << std::strerror(errno);
    ip("link set lo up");
}

void PrivateNetwork::TearDown() {
    if (home_ < 0) return;
    EXPECT_EQ(setns(home_, CLONE_NEWNET), 0);
    close(home_);
}

void PrivateNetwork::ip(const std::string& arguments) {
    const std::string command = "ip " + arguments;
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
}

void PrivateNetwork::add_veth(const std::string& name, const std::string& other) {
    ip("link add " + name + " type veth peer name " + other + "");
    ip("link set " + name + " up");
    ip("link set " + other + " up");
}

unsigned PrivateNetwork::index_of(const std::string& interface) {
    return if_nametoindex(interface.c_str());
}

bool PrivateNetwork::run_until(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!done() && std::chrono::steady_clock::now() < end) {
        loop.restart();
        loop.run_for(std::chrono::milliseconds(20));
    }
    return done();
}

Tap::Tap(const std::string& interface, uint16_t protocol)
    : fd_(socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(protocol))),
      ifindex_(static_cast<int>(if_nametoindex(interface.c_str()))) {
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(protocol);
    address.sll_ifindex = ifindex_;
    EXPECT_EQ(bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0) << interface;
}

Tap::~Tap() {
    close(fd_);
}

std::optional<Bytes> Tap::read() {
    Bytes packet(65535);
    sockaddr_ll from{};
    socklen_t length = sizeof from;
    while (true) {
        const ssize_t size =
            recvfrom(fd_, packet.data(), packet.size(), 0, reinterpret_cast<sockaddr*>(&from), &length);
        if (size < 0) return std::nullopt;
        if (from.sll_pkttype == PACKET_OUTGOING) continue;
        packet.resize(static_cast<size_t>(size));
        return packet;
    }
}

std::optional<Bytes> Tap::wait_for(const std::function<bool(const Bytes&)>& wanted) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < end) {
        while (std::optional<Bytes> packet = read())
            if (wanted(*packet)) return packet;
        pollfd ready{fd_, POLLIN, 0};
        poll(&ready, 1, 100);
    }
    return std::nullopt;
}

std::vector<Bytes> Tap::seen() {
    std::vector<Bytes> all;
    while (std::optional<Bytes> packet = read())
        all.push_back(*packet);
    return all;
}

void Tap::send(const Bytes& packet, const Bytes& mac) const {
    sockaddr_ll to{};
    to.sll_family = AF_PACKET;
    to.sll_protocol = htons(ETH_P_IP);
    to.sll_ifindex = ifindex_;
    to.sll_halen = static_cast<unsigned char>(mac.size());
    std::copy(mac.begin(), mac.end(), to.sll_addr);
    EXPECT_EQ(sendto(fd_, packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to),
              static_cast<ssize_t>(packet.size()));
}

}  // namespace hawser::loader
