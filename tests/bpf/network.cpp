// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/network.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <unistd.h>

#include <cstdio>

namespace hawser::bpf {

Result<void> ip_batch(const std::string& lines) {
    FILE* ip = popen("ip -batch -", "w");
    if (ip == nullptr) return Error::system("running ip", errno);
    fwrite(lines.data(), 1, lines.size(), ip);
    if (pclose(ip) != 0) return Error("one of these lines of ip failed:\n" + lines);
    return {};
}

Result<Network> Network::make() {
    if (geteuid() != 0) return Error("needs root");
    Network network;
    for (int* fd : {&network.host_namespace_, &network.own_namespace_}) {
        if (unshare(CLONE_NEWNET) != 0) return Error::system("making a network namespace", errno);
        *fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    }
    std::string far = "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(network.host_namespace_);
    auto made = ip_batch(
        "link set lo up\n"
        "link add lan0 address 02:00:00:00:00:01 type veth peer name host0 address 02:00:00:00:00:02\n"
        "link set host0 netns " +
        far +
        "\n"
        "link set lan0 up\n"
        "tuntap add tun1 mode tun\n"
        "tuntap add tun2 mode tun\n"
        "tuntap add tun3 mode tun\n"
        "tuntap add bundle0 mode tun\n");
    if (!made) return made.error();
    network.lan_ = if_nametoindex("lan0");
    network.bundle_ = if_nametoindex("bundle0");
    for (int i = 0; i < 3; ++i)
        network.tunnels_[i] = if_nametoindex(("tun" + std::to_string(i + 1)).c_str());
    return network;
}

Result<const Network*> Network::instance() {
    static const Result<Network> network = make();
    if (!network) return network.error();
    return &network.value();
}

}  // namespace hawser::bpf
