// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/traffic_selector.h"

#include <fmt/format.h>

#include <algorithm>

#include "ike/wire/address_number.h"
#include "ike/wire/limits.h"

namespace hawser::ike {

namespace {

constexpr uint8_t kIcmp = 1;
constexpr uint8_t kIcmpv6 = 58;

std::string protocol_name(uint8_t protocol) {
    switch (protocol) {
        case kIcmp:
            return "icmp";
        case 6:
            return "tcp";
        case 17:
            return "udp";
        case 47:
            return "gre";
        case kIcmpv6:
            return "ipv6-icmp";
        case 132:
            return "sctp";
        default:
            return std::to_string(protocol);
    }
}

std::string icmp_to_string(uint16_t port) {
    return fmt::format("{}({})", port >> 8, port & 0xff);
}

std::string ports_to_string(const TrafficSelector& selector) {
    if (selector.opaque_ports()) return "OPAQUE";
    const uint16_t first = selector.first_port();
    const uint16_t last = selector.last_port();
    if (selector.protocol() == kIcmp || selector.protocol() == kIcmpv6) {
        const bool one_type = (first >> 8) == (last >> 8);
        if (one_type && (first & 0xff) == 0 && (last & 0xff) == 0xff) return std::to_string(first >> 8);
        return first == last ? icmp_to_string(first) : icmp_to_string(first) + "-" + icmp_to_string(last);
    }
    return first == last ? std::to_string(first) : fmt::format("{}-{}", first, last);
}

/// The longest step from `first` that is one network and does not go beyond `last`: its number of host bits.
unsigned host_bits_from(AddressNumber first, AddressNumber last, unsigned address_bits) {
    unsigned bits = 0;
    while (bits < address_bits) {
        const AddressNumber wider = low_bits(bits + 1);
        if ((first & wider) != 0 || (first | wider) > last) break;
        ++bits;
    }
    return bits;
}

}  // namespace

TrafficSelector::TrafficSelector() : TrafficSelector(IpPrefix()) {}

TrafficSelector::TrafficSelector(const IpPrefix& prefix) : first_(prefix.address()), last_(prefix.last()) {}

std::optional<TrafficSelector> TrafficSelector::make(const IpAddress& first, const IpAddress& last,
                                                     uint8_t protocol, uint16_t first_port,
                                                     uint16_t last_port) {
    if (first.family() != last.family() || last < first) return std::nullopt;
    const bool opaque = first_port == kMaxPort && last_port == 0;
    if (last_port < first_port && !opaque) return std::nullopt;
    TrafficSelector selector;
    selector.first_ = first;
    selector.last_ = last;
    selector.protocol_ = protocol;
    selector.first_port_ = first_port;
    selector.last_port_ = last_port;
    return selector;
}

bool TrafficSelector::contains(const IpAddress& address) const {
    return address.family() == family() && first_ <= address && address <= last_;
}

bool TrafficSelector::contains(const TrafficSelector& other) const {
    const auto common = intersect(other);
    return common && *common == other;
}

std::optional<TrafficSelector> TrafficSelector::intersect(const TrafficSelector& other) const {
    if (family() != other.family()) return std::nullopt;
    if (protocol_ != 0 && other.protocol_ != 0 && protocol_ != other.protocol_) return std::nullopt;
    uint16_t first_port = std::max(first_port_, other.first_port_);
    uint16_t last_port = std::min(last_port_, other.last_port_);
    // Any port includes OPAQUE, a range of ports does not: a packet whose port cannot be seen is not known to
    // be in it.
    if (opaque_ports() != other.opaque_ports()) {
        const TrafficSelector& seen = opaque_ports() ? other : *this;
        if (!seen.all_ports()) return std::nullopt;
        first_port = kMaxPort;
        last_port = 0;
    }
    // Reversed ranges: nothing is common, which make refuses.
    if (last_port < first_port && !(opaque_ports() || other.opaque_ports())) return std::nullopt;
    return make(std::max(first_, other.first_), std::min(last_, other.last_),
                protocol_ != 0 ? protocol_ : other.protocol_, first_port, last_port);
}

std::optional<IpPrefix> TrafficSelector::as_prefix() const {
    const AddressNumber first = to_number(first_);
    const AddressNumber last = to_number(last_);
    const unsigned bits = host_bits_from(first, last, first_.bits());
    if ((first | low_bits(bits)) != last) return std::nullopt;
    return IpPrefix(first_, first_.bits() - bits);
}

std::vector<IpPrefix> TrafficSelector::to_prefixes() const {
    std::vector<IpPrefix> prefixes;
    const AddressNumber last = to_number(last_);
    AddressNumber first = to_number(first_);
    while (true) {
        const unsigned bits = host_bits_from(first, last, first_.bits());
        prefixes.emplace_back(to_address(first, family()), first_.bits() - bits);
        const AddressNumber end = first | low_bits(bits);
        // Compared before it is stepped over: behind the last address of all the number would wrap around.
        if (end == last) return prefixes;
        first = end + 1;
    }
}

std::string TrafficSelector::to_string() const {
    const auto prefix = as_prefix();
    std::string text = prefix ? prefix->to_string() : first_.to_string() + ".." + last_.to_string();
    if (protocol_ == 0 && all_ports()) return text;
    text += "[" + protocol_name(protocol_);
    if (!all_ports()) text += "/" + ports_to_string(*this);
    return text + "]";
}

std::vector<TrafficSelector> narrow(const std::vector<TrafficSelector>& offered,
                                    const std::vector<TrafficSelector>& wanted) {
    std::vector<TrafficSelector> narrowed;
    for (const TrafficSelector& ours : wanted) {
        for (const TrafficSelector& theirs : offered) {
            const auto common = ours.intersect(theirs);
            if (!common) continue;
            const auto covers = [&](const TrafficSelector& kept) { return kept.contains(*common); };
            if (std::any_of(narrowed.begin(), narrowed.end(), covers)) continue;
            std::erase_if(narrowed, [&](const TrafficSelector& kept) { return common->contains(kept); });
            // What does not fit the answer's TS payload is narrowed away: section 2.9 allows any subset.
            if (narrowed.size() < limits::kSelectorsPerPayload) narrowed.push_back(*common);
        }
    }
    return narrowed;
}

}  // namespace hawser::ike
