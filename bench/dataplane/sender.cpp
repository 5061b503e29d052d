// SPDX-License-Identifier: BSD-2-Clause
// Sends UDP packets of many flows past the sender's own stack, one system call a packet, and says how long
// one took on average. Where the guest's clock counts instructions and one CPU does everything, that is what
// the sender, the wire and the gateway behind it cost.
//
//   sender ask|answer INTERFACE GATEWAY_MAC SOURCE DESTINATION FLOWS PAYLOAD FIRST_PORT COUNT [COUNT ...]
//
// Each COUNT is a run of its own: its line is the nanoseconds per packet. A flow is a port of the side that
// asks; `answer` sends the packets of the other side.
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

namespace {

constexpr uint16_t kServerPort = 7000;

[[noreturn]] void fail(const char* doing) {
    std::fprintf(stderr, "sender: %s: %s\n", doing, std::strerror(errno));
    std::exit(1);
}

uint16_t header_checksum(const iphdr& header) {
    uint16_t words[sizeof(iphdr) / 2];
    std::memcpy(words, &header, sizeof(header));
    uint32_t sum = 0;
    for (const uint16_t word : words)
        sum += word;
    while (sum >> 16U)
        sum = (sum & 0xffffU) + (sum >> 16U);
    return static_cast<uint16_t>(~sum);
}

struct Frame {
    std::vector<uint8_t> bytes;
    size_t port_at = 0;  ///< of the side that asks

    void set_port(uint16_t port) {
        const uint16_t network = htons(port);
        std::memcpy(&bytes[port_at], &network, sizeof(network));
    }
};

ether_header link_header(int socket, const char* interface, const char* gateway) {
    ifreq request{};
    std::strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
    if (ioctl(socket, SIOCGIFHWADDR, &request) < 0) fail("asking for the interface's address");
    ether_addr to{};
    if (ether_aton_r(gateway, &to) == nullptr) fail("reading the gateway's address");
    ether_header header{};
    std::memcpy(header.ether_dhost, &to, ETH_ALEN);
    std::memcpy(header.ether_shost, request.ifr_hwaddr.sa_data, ETH_ALEN);
    header.ether_type = htons(ETHERTYPE_IP);
    return header;
}

Frame make_frame(const ether_header& link, bool asks, const char* source, const char* destination,
                 size_t payload) {
    iphdr ip{};
    udphdr udp{};
    (asks ? udp.dest : udp.source) = htons(kServerPort);
    udp.len = htons(static_cast<uint16_t>(sizeof(udp) + payload));
    ip.version = 4;
    ip.ihl = 5;
    ip.ttl = 64;
    ip.protocol = IPPROTO_UDP;
    ip.tot_len = htons(static_cast<uint16_t>(sizeof(ip) + sizeof(udp) + payload));
    if (inet_pton(AF_INET, source, &ip.saddr) != 1 || inet_pton(AF_INET, destination, &ip.daddr) != 1)
        fail("reading the addresses");
    ip.check = header_checksum(ip);
    Frame frame{std::vector<uint8_t>(sizeof(link) + sizeof(ip) + sizeof(udp) + payload, 0x5a),
                sizeof(link) + sizeof(ip) + (asks ? offsetof(udphdr, source) : offsetof(udphdr, dest))};
    std::memcpy(frame.bytes.data(), &link, sizeof(link));
    std::memcpy(&frame.bytes[sizeof(link)], &ip, sizeof(ip));
    std::memcpy(&frame.bytes[sizeof(link) + sizeof(ip)], &udp, sizeof(udp));
    return frame;
}

int open_socket(const char* interface) {
    const int handle = socket(AF_PACKET, SOCK_RAW, 0);
    if (handle < 0) fail("opening a packet socket");
    const int one = 1;
    if (setsockopt(handle, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof(one)) < 0)
        fail("PACKET_QDISC_BYPASS");
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_ifindex = static_cast<int>(if_nametoindex(interface));
    if (address.sll_ifindex == 0) fail("finding the interface");
    if (bind(handle, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) < 0) fail("binding");
    return handle;
}

int64_t now_ns() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

int64_t send_all(int handle, Frame& frame, uint16_t first_port, unsigned flows, unsigned count) {
    const int64_t start = now_ns();
    for (unsigned number = 0; number < count; ++number) {
        frame.set_port(static_cast<uint16_t>(first_port + number % flows));
        if (send(handle, frame.bytes.data(), frame.bytes.size(), 0) < 0) fail("sending");
    }
    return now_ns() - start;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 10) {
        std::fprintf(stderr, "usage: see the first lines of sender.cpp\n");
        return 2;
    }
    const int handle = open_socket(argv[2]);
    Frame frame = make_frame(link_header(handle, argv[2], argv[3]), std::strcmp(argv[1], "ask") == 0, argv[4],
                             argv[5], std::strtoul(argv[7], nullptr, 10));
    const auto flows = static_cast<unsigned>(std::strtoul(argv[6], nullptr, 10));
    const auto first_port = static_cast<uint16_t>(std::strtoul(argv[8], nullptr, 10));
    std::vector<double> costs;
    for (int index = 9; index < argc; ++index) {
        const auto count = static_cast<unsigned>(std::strtoul(argv[index], nullptr, 10));
        costs.push_back(static_cast<double>(send_all(handle, frame, first_port, flows, count)) / count);
    }
    for (const double cost : costs)
        std::printf("%.1f\n", cost);
    return 0;
}
