// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/network.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <unistd.h>

#include <cstdlib>

namespace hawser::bpf {

Result<void> ip_command(const std::string& arguments) {
    std::string line = "ip " + arguments;
    int status = std::system(line.c_str());
    if (status != 0) return Error("`" + line + "` failed");
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
    const std::string commands[] = {
        "link set lo up",
        "link add lan0 address 02:00:00:00:00:01 type veth peer name host0 address 02:00:00:00:00:02",
        "link set host0 netns " + far,
        "link set lan0 up",
        "tuntap add tun1 mode tun",
        "tuntap add tun2 mode tun",
        "tuntap add tun3 mode tun",
        "tuntap add bundle0 mode tun",
    };
    for (const std::string& command : commands)
        if (auto done = ip_command(command); !done) return done.error();
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
