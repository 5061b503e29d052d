// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/words.h"

#include <fmt/format.h>
#include <net/if.h>

#include <array>
#include <charconv>
#include <span>
#include <utility>
#include <vector>

#include "bpf/drop_names.h"

namespace hawser::maps {
namespace {

using Word = std::pair<uint32_t, std::string_view>;

constexpr std::array kTunnelStates{Word{HW_TUNNEL_DOWN, "down"}, Word{HW_TUNNEL_DEGRADED, "degraded"},
                                   Word{HW_TUNNEL_UP, "up"}, Word{HW_TUNNEL_DRAINING, "draining"}};
constexpr std::array kForwardings{Word{HW_FORWARDING_STACK, "stack"}, Word{HW_FORWARDING_FAST, "fast"}};
constexpr std::array kRoles{Word{HW_ROLE_NONE, "none"},     Word{HW_ROLE_LAN, "lan"},
                            Word{HW_ROLE_TUNNEL, "tunnel"}, Word{HW_ROLE_BUNDLE, "bundle"},
                            Word{HW_ROLE_UPLINK, "uplink"}, Word{HW_ROLE_HUB, "hub"}};
constexpr std::array kPinRoles{Word{HW_PIN_OWNER, "owner"}, Word{HW_PIN_FOLLOWER, "follower"}};
constexpr std::array kSides{Word{HW_SELECTOR_REMOTE, "remote"}, Word{HW_SELECTOR_LOCAL, "local"}};
constexpr std::array kEventKinds{
    Word{HW_EVENT_PIN_MADE, "pin-made"},
    Word{HW_EVENT_PIN_PROVEN, "pin-proven"},
    Word{HW_EVENT_PIN_MOVED, "pin-moved"},
    Word{HW_EVENT_DROP, "drop"},
    Word{HW_EVENT_TUNNEL_SUSPECT, "tunnel-suspect"},
    Word{HW_EVENT_TUNNEL_TRUSTED, "tunnel-trusted"},
};
constexpr std::array kPinCounts{
    Word{HW_PIN_COUNT_MADE, "made"},       Word{HW_PIN_COUNT_PROVEN, "proven"},
    Word{HW_PIN_COUNT_MOVED, "moved"},     Word{HW_PIN_COUNT_ENDED, "ended"},
    Word{HW_PIN_COUNT_RENEWED, "renewed"},
};
static_assert(kPinCounts.size() == HW_PIN_COUNT_COUNT, "every count has a name");
constexpr std::array kIdles{
    Word{HW_IDLE_NEW, "new"},     Word{HW_IDLE_TCP, "tcp"},   Word{HW_IDLE_TCP_CLOSED, "tcp_closed"},
    Word{HW_IDLE_UDP, "udp"},     Word{HW_IDLE_SCTP, "sctp"}, Word{HW_IDLE_ICMP, "icmp"},
    Word{HW_IDLE_OTHER, "other"},
};
static_assert(kIdles.size() == HW_IDLE_COUNT, "every idle time has a name");
// The names of IANA's registry in lower case, as far as they cross tunnels often. Not of /etc/protocols:
// output that programs read must not depend on it.
constexpr std::array kProtocols{Word{1, "icmp"},     Word{2, "igmp"},   Word{4, "ipip"},  Word{6, "tcp"},
                                Word{17, "udp"},     Word{41, "ipv6"},  Word{47, "gre"},  Word{50, "esp"},
                                Word{51, "ah"},      Word{58, "icmp6"}, Word{89, "ospf"}, Word{132, "sctp"},
                                Word{136, "udplite"}};

std::string word(std::span<const Word> words, uint32_t number) {
    for (const auto& [known, text] : words)
        if (known == number) return std::string(text);
    return std::to_string(number);
}

}  // namespace

std::string drop_name(uint32_t drop) {
    return drop < kDropNames.size() ? std::string(kDropNames[drop].name) : std::to_string(drop);
}

bool is_dropped(uint32_t drop) {
    return drop >= kDropNames.size() || kDropNames[drop].dropped;
}

std::string tunnel_state_name(uint32_t state) {
    return word(kTunnelStates, state);
}

std::string forwarding_name(uint32_t forwarding) {
    return word(kForwardings, forwarding);
}

std::string role_name(uint32_t role) {
    return word(kRoles, role);
}

std::string pin_role_name(uint32_t role) {
    return word(kPinRoles, role);
}

std::string selector_side_name(uint32_t side) {
    return word(kSides, side);
}

std::string event_kind_name(uint32_t kind) {
    return word(kEventKinds, kind);
}

std::optional<uint16_t> event_kind_number(std::string_view text) {
    for (const auto& [number, name] : kEventKinds)
        if (name == text) return static_cast<uint16_t>(number);
    return std::nullopt;
}

std::vector<std::string_view> event_kind_names() {
    std::vector<std::string_view> names;
    for (const auto& [number, name] : kEventKinds)
        names.push_back(name);
    return names;
}

std::string pin_count_name(uint32_t count) {
    return word(kPinCounts, count);
}

std::string idle_name(uint32_t idle) {
    return word(kIdles, idle);
}

std::string protocol_name(uint8_t protocol) {
    return word(kProtocols, protocol);
}

std::optional<uint8_t> protocol_number(std::string_view text) {
    for (const auto& [number, name] : kProtocols)
        if (name == text) return static_cast<uint8_t>(number);
    uint8_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string interface_name(uint32_t ifindex) {
    if (ifindex == 0) return "";
    char name[IF_NAMESIZE];
    return if_indextoname(ifindex, name) != nullptr ? name : fmt::format("if{}", ifindex);
}

std::string describe_age(uint64_t nanoseconds) {
    constexpr uint64_t kMillisecond = 1'000'000;
    constexpr uint64_t kMinute = 60'000 * kMillisecond;
    if (nanoseconds < 1000 * kMillisecond) return fmt::format("{} ms", nanoseconds / kMillisecond);
    if (nanoseconds < kMinute)
        return fmt::format("{:.1f} s", static_cast<double>(nanoseconds / kMillisecond) / 1000);
    const uint64_t minutes = nanoseconds / kMinute;
    return minutes < 60 ? fmt::format("{} min", minutes)
                        : fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

uint64_t age(uint64_t now, uint64_t then) {
    return now > then ? now - then : 0;
}

}  // namespace hawser::maps
