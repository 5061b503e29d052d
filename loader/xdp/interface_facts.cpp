// SPDX-License-Identifier: BSD-2-Clause
#include "loader/xdp/interface_facts.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "bpf/abi.h"
#include "loader/bpf/owned_fd.h"

namespace hawser::loader {
namespace {

namespace fs = std::filesystem;

/// Asks about one interface through a socket of whatever family there is.
class InterfaceQuestion {
 public:
    explicit InterfaceQuestion(const std::string& interface)
        : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        interface.copy(request_.ifr_name, sizeof request_.ifr_name - 1);
    }
    bool ask(unsigned long what) { return ::ioctl(socket_.get(), what, &request_) == 0; }
    template <typename T>
    bool ethtool(T& question) {
        request_.ifr_data = reinterpret_cast<char*>(&question);
        return ask(SIOCETHTOOL);
    }
    [[nodiscard]] unsigned short link_type() const { return request_.ifr_hwaddr.sa_family; }

 private:
    OwnedFd socket_;
    ifreq request_{};
};

size_t count_entries(const fs::path& folder, const std::string& prefix) {
    std::error_code failure;
    size_t count = 0;
    for (fs::directory_iterator it(folder, failure), end; !failure && it != end; it.increment(failure))
        count += it->path().filename().string().starts_with(prefix) ? 1 : 0;
    return count;
}

std::string driver_of(InterfaceQuestion& question) {
    ethtool_drvinfo info{};
    info.cmd = ETHTOOL_GDRVINFO;
    if (!question.ethtool(info)) return {};
    return {info.driver, ::strnlen(info.driver, sizeof info.driver)};
}

unsigned rx_queues_of(InterfaceQuestion& question, const fs::path& folder) {
    ethtool_channels channels{};
    channels.cmd = ETHTOOL_GCHANNELS;
    unsigned queues = 0;
    if (question.ethtool(channels)) queues = channels.combined_count + channels.rx_count;
    if (queues == 0) queues = static_cast<unsigned>(count_entries(folder / "queues", "rx-"));
    return std::max(queues, 1U);
}

/// The file is a list such as `0-3,6`: what counts is the first range, if it starts at 0.
unsigned leading_cpus() {
    std::ifstream file("/sys/devices/system/cpu/online");
    unsigned first = 0;
    unsigned last = 0;
    if (!(file >> first) || first != 0) return 1;
    if (file.peek() == '-' && file.get() != EOF) file >> last;
    return std::min(last + 1, HW_MAX_SPREAD_CPUS);
}

}  // namespace

InterfaceFacts read_interface_facts(const std::string& interface) {
    InterfaceQuestion question(interface);
    const fs::path folder = fs::path("/sys/class/net") / interface;
    InterfaceFacts facts;
    if (question.ask(SIOCGIFHWADDR)) facts.ethernet = question.link_type() == ARPHRD_ETHER;
    facts.driver = driver_of(question);
    facts.rx_queues = rx_queues_of(question, folder);
    facts.cpus = leading_cpus();
    facts.has_upper = count_entries(folder, "upper_") != 0;
    return facts;
}

}  // namespace hawser::loader
