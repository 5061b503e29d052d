// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/live.h"

#include <arpa/inet.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include "base/check.h"

namespace hawser::bpf {
namespace {

Result<Descriptor> open_tun(const std::string& name) {
    int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return Error::system("opening /dev/net/tun", errno);
    Descriptor tun(fd);
    ifreq request{};
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    name.copy(request.ifr_name, sizeof(request.ifr_name) - 1);
    if (ioctl(fd, TUNSETIFF, &request) != 0) return Error::system("taking " + name, errno);
    return tun;
}

Result<Descriptor> open_packet_socket() {
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_ALL));
    if (fd < 0) return Error::system("opening a packet socket", errno);
    Descriptor packets(fd);
    sockaddr_ll where{};
    where.sll_family = AF_PACKET;
    where.sll_protocol = htons(ETH_P_ALL);
    where.sll_ifindex = static_cast<int>(if_nametoindex("host0"));
    if (bind(fd, reinterpret_cast<sockaddr*>(&where), sizeof(where)) != 0)
        return Error::system("binding a packet socket", errno);
    return packets;
}

Result<Descriptor> open_host(const Network& network) {
    if (setns(network.host_namespace(), CLONE_NEWNET) != 0)
        return Error::system("entering a namespace", errno);
    auto up = ip_batch("link set host0 up\n");
    auto host = open_packet_socket();
    if (setns(network.own_namespace(), CLONE_NEWNET) != 0) return Error::system("coming back", errno);
    if (!up) return up.error();
    return host;
}

/// What the kernel says on its own account: neighbour and router discovery, MLD.
bool is_chatter(ByteView ip) {
    if (ip.empty() || (ip[0] >> 4 != 4 && ip[0] >> 4 != 6)) return true;
    if (ip[0] >> 4 == 4) return ip.size() < 20 || ip[16] >= 224;
    return ip.size() < 40 || ip[24] == 0xff || (ip[24] == 0xfe && ip[25] == 0x80);
}

std::optional<Bytes> next_packet(int fd, size_t l2, int timeout_ms) {
    pollfd ready{fd, POLLIN, 0};
    while (poll(&ready, 1, timeout_ms) == 1) {
        Bytes packet(4096);
        sockaddr_ll from{};
        socklen_t length = sizeof(from);
        ssize_t size = l2 == 0 ? read(fd, packet.data(), packet.size())
                               : recvfrom(fd, packet.data(), packet.size(), 0,
                                          reinterpret_cast<sockaddr*>(&from), &length);
        if (size < 0) return std::nullopt;
        packet.resize(static_cast<size_t>(size));
        bool ours = l2 != 0 && from.sll_pkttype == PACKET_OUTGOING;
        if (!ours && packet.size() > l2 && !is_chatter(ByteView(packet).subspan(l2))) return packet;
    }
    return std::nullopt;
}

void set(const std::string& name, const std::string& value) {
    std::ofstream("/proc/sys/net/" + name) << value;
}

Result<void> configure() {
    set("ipv4/ip_forward", "1");
    set("ipv6/conf/all/forwarding", "1");
    std::string lines =
        "link set bundle0 mtu 1400 up\n"
        "link set tun1 mtu 1400 up\n"
        "link set tun2 mtu 1400 up\n"
        "link set tun3 mtu 1400 up\n"
        "addr replace 10.1.0.1/16 dev lan0\n"
        "addr replace 2001:db8:1::1/64 dev lan0 nodad\n"
        "route replace 10.2.0.0/16 dev bundle0 src 10.1.0.1\n"
        "route replace 2001:db8:2::/48 dev bundle0 src 2001:db8:1::1\n";
    for (int host = 5; host < 10; ++host)
        for (const char* net : {"10.1.0.", "2001:db8:1::"})
            lines += "neigh replace " + (net + std::to_string(host)) + " lladdr 02:00:00:00:00:02 dev lan0\n";
    return ip_batch(lines);
}

}  // namespace

Descriptor::~Descriptor() {
    if (fd_ >= 0) close(fd_);
}

Result<void> LiveNetwork::attach(const bpf_program* program, uint32_t ifindex, bool egress) {
    LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = static_cast<int>(ifindex),
                .attach_point = egress ? BPF_TC_EGRESS : BPF_TC_INGRESS);
    int result = bpf_tc_hook_create(&hook);
    if (result != 0 && result != -EEXIST) return Error::system("making a TC hook", -result);
    hooked_.push_back(ifindex);
    LIBBPF_OPTS(bpf_tc_opts, options, .prog_fd = bpf_program__fd(program), .flags = BPF_TC_F_REPLACE,
                .handle = 1, .priority = 1);
    if (result = bpf_tc_attach(&hook, &options); result != 0)
        return Error::system("attaching a program", -result);
    return {};
}

Result<void> LiveNetwork::open_ends(const Network& network) {
    for (const char* name : {"tun1", "tun2", "tun3", "bundle0"}) {
        auto tun = open_tun(name);
        if (!tun) return tun.error();
        (std::string(name) == "bundle0" ? bundle_ : tunnels_).push_back(std::move(*tun));
    }
    auto host = open_host(network);
    if (!host) return host.error();
    host_.push_back(std::move(*host));
    return {};
}

Result<std::unique_ptr<LiveNetwork>> LiveNetwork::start(DataPlane& plane) {
    std::unique_ptr<LiveNetwork> live(new LiveNetwork());
    // With somebody at their ends, TUN interfaces have a carrier.
    if (auto done = live->open_ends(plane.network()); !done) return done.error();
    if (auto done = configure(); !done) return done.error();
    const auto& programs = plane.skeleton().progs;
    const Network& network = plane.network();
    if (auto done = live->attach(programs.hawser_lan, network.lan(), false); !done) return done.error();
    if (auto done = live->attach(programs.hawser_bundle, network.bundle(), true); !done) return done.error();
    for (uint32_t id = 1; id <= 3; ++id)
        if (auto done = live->attach(programs.hawser_tunnel, network.tunnel(id), false); !done)
            return done.error();
    return live;
}

LiveNetwork::~LiveNetwork() {
    for (uint32_t ifindex : hooked_) {
        LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = static_cast<int>(ifindex),
                    .attach_point = static_cast<bpf_tc_attach_point>(BPF_TC_INGRESS | BPF_TC_EGRESS));
        bpf_tc_hook_destroy(&hook);
    }
}

void LiveNetwork::from_host(const Bytes& frame) {
    ssize_t sent = send(host_.front().get(), frame.data(), frame.size(), 0);
    HAWSER_CHECK(sent == static_cast<ssize_t>(frame.size()), "sending a frame");
}

std::optional<Bytes> LiveNetwork::at_host(int timeout_ms) {
    return next_packet(host_.front().get(), ETH_HLEN, timeout_ms);
}

void LiveNetwork::from_peer(uint32_t tunnel, const Bytes& packet) {
    ssize_t sent = write(tunnels_[tunnel - 1].get(), packet.data(), packet.size());
    HAWSER_CHECK(sent == static_cast<ssize_t>(packet.size()), "writing to a tunnel");
}

std::optional<Bytes> LiveNetwork::at_peer(uint32_t tunnel, int timeout_ms) {
    return next_packet(tunnels_[tunnel - 1].get(), 0, timeout_ms);
}

}  // namespace hawser::bpf
