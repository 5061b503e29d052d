// SPDX-License-Identifier: BSD-2-Clause
// hawser-flowtap: which flow was seen on which interface, by packet sockets alone. An independent witness: it
// knows nothing of pins, rings or tunnels.
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/lab/traffic/control.h"
#include "tests/lab/traffic/endpoint.h"
#include "tests/lab/traffic/flow_key.h"

namespace hawser::traffic {
namespace {

volatile bool asked_to_end = false;

/// What one interface saw of one flow, in the direction in which its packets went.
struct Sighting {
    std::uint64_t in = 0, out = 0;
    double last_ms = 0;  ///< monotonic clock
};

/// Where the latest packet of a flow left, and how often that was another interface than before. Of packets
/// that lie in two sockets at once the order is not known: flows that send rarely are counted exactly.
struct Path {
    std::size_t tap = 0;  ///< its number, from 1
    unsigned moves = 0;
};

struct Tap {
    std::string interface;
    Descriptor socket;
    std::uint64_t dropped = 0;
};

/// A packet socket bound to one interface. SOCK_DGRAM hands out packets from their network header on,
/// whatever the interface puts before it.
Result<Descriptor> open_tap(const std::string& interface) {
    Descriptor socket(::socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.open()) return Error::system("opening a packet socket", errno);
    const int size = 16 << 20;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_ALL);
    address.sll_ifindex = static_cast<int>(::if_nametoindex(interface.c_str()));
    if (address.sll_ifindex == 0) return Error::system("finding interface " + interface, errno);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return Error::system("listening on " + interface, errno);
    }
    return socket;
}

class Observer {
 public:
    Result<void> add(const std::string& interface) {
        auto socket = open_tap(interface);
        if (!socket) return socket.error();
        taps_.push_back({interface, std::move(*socket)});
        return watch(epoll_.get(), taps_.back().socket.get(), taps_.size() - 1);
    }

    Result<void> control(const std::string& path) {
        auto made = Control::listen(path, [this](const Words& words) { return command(words); });
        if (!made) return made.error();
        control_ = std::make_unique<Control>(std::move(*made));
        return watch(epoll_.get(), control_->descriptor(), kControlTag);
    }

    void run() {
        while (!asked_to_end && !stopped_) {
            epoll_event events[16];
            const int ready = ::epoll_wait(epoll_.get(), events, 16, 1000);
            for (int index = 0; index < ready; ++index) {
                if (events[index].data.u64 == kControlTag) {
                    control_->serve();
                } else {
                    drain(events[index].data.u64);
                }
            }
        }
    }

 private:
    static constexpr std::uint64_t kControlTag = ~0ULL;

    void drain(std::size_t tap) {
        std::byte bytes[128];
        sockaddr_ll from{};
        for (;;) {
            socklen_t length = sizeof from;
            const ssize_t got = ::recvfrom(taps_[tap].socket.get(), bytes, sizeof bytes, 0,
                                           reinterpret_cast<sockaddr*>(&from), &length);
            if (got < 0) return;
            const auto key = FlowKey::of({bytes, static_cast<std::size_t>(got)});
            if (!key) continue;
            Sighting& sighting = seen_[*key][tap];
            (from.sll_pkttype == PACKET_OUTGOING ? sighting.out : sighting.in) += 1;
            if (from.sll_pkttype == PACKET_OUTGOING) count_move(paths_[*key], tap);
            sighting.last_ms =
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch())
                    .count();
        }
    }

    static void count_move(Path& path, std::size_t tap) {
        if (path.tap != 0 && path.tap != tap + 1) ++path.moves;
        path.tap = tap + 1;
    }

    std::string command(const Words& words) {
        const std::string verb = words.empty() ? "" : words[0];
        for (std::size_t tap = 0; tap < taps_.size(); ++tap)
            drain(tap);
        if (verb == "clear") {
            seen_.clear();
            paths_.clear();
            return "ok";
        }
        stopped_ = verb == "stop";
        return verb == "report" || verb == "stop" ? report() : "error: report, clear or stop";
    }

    std::string report() {
        std::string text = "{\"dropped\":" + std::to_string(dropped()) + ",\"flows\":[";
        const char* between = "";
        for (const auto& [key, sightings] : seen_) {
            text += between + flow_report(key, sightings);
            between = ",";
        }
        return text + "]}";
    }

    std::string flow_report(const FlowKey& key, const std::map<std::size_t, Sighting>& sightings) const {
        std::string text = "{\"protocol\":" + std::to_string(key.protocol) + ",\"source\":\"" + key.source +
                           "\",\"source_port\":" + std::to_string(key.source_port) + ",\"destination\":\"" +
                           key.destination +
                           "\",\"destination_port\":" + std::to_string(key.destination_port) +
                           ",\"moves\":" + std::to_string(moves(key)) + ",\"seen\":{";
        const char* between = "";
        for (const auto& [tap, sighting] : sightings) {
            text += std::string(between) + "\"" + taps_[tap].interface +
                    "\":{\"in\":" + std::to_string(sighting.in) + ",\"out\":" + std::to_string(sighting.out) +
                    ",\"last_ms\":" + std::to_string(sighting.last_ms) + "}";
            between = ",";
        }
        return text + "}}";
    }

    [[nodiscard]] unsigned moves(const FlowKey& key) const {
        const auto path = paths_.find(key);
        return path == paths_.end() ? 0 : path->second.moves;
    }

    /// Packets that the kernel dropped because this program was too slow: a witness must know what it missed.
    std::uint64_t dropped() {
        std::uint64_t sum = 0;
        for (Tap& tap : taps_) {
            tpacket_stats statistics{};
            socklen_t length = sizeof statistics;
            // Reading resets the kernel's figures.
            ::getsockopt(tap.socket.get(), SOL_PACKET, PACKET_STATISTICS, &statistics, &length);
            tap.dropped += statistics.tp_drops;
            sum += tap.dropped;
        }
        return sum;
    }

    Descriptor epoll_{::epoll_create1(EPOLL_CLOEXEC)};
    std::vector<Tap> taps_;
    std::unique_ptr<Control> control_;
    std::map<FlowKey, std::map<std::size_t, Sighting>> seen_;
    std::map<FlowKey, Path> paths_;
    bool stopped_ = false;
};

int fail(const Error& error) {
    std::fprintf(stderr, "hawser-flowtap: %s\n", error.text().c_str());
    return 1;
}

int observe(const std::string& socket, const std::vector<std::string>& interfaces) {
    Observer observer;
    for (const std::string& interface : interfaces) {
        if (const auto added = observer.add(interface); !added) return fail(added.error());
    }
    // Last, so that a control socket that exists means that nothing is missed any more.
    if (const auto listening = observer.control(socket); !listening) return fail(listening.error());
    observer.run();
    return 0;
}

}  // namespace
}  // namespace hawser::traffic

int main(int count, char** words) {
    if (count < 3) {
        std::fputs("usage: hawser-flowtap CONTROL-SOCKET INTERFACE...\n", stderr);
        return 2;
    }
    for (const int number : {SIGTERM, SIGINT}) {
        std::signal(number, [](int) { hawser::traffic::asked_to_end = true; });
    }
    return hawser::traffic::observe(words[1], {words + 2, words + count});
}
