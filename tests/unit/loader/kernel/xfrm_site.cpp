// SPDX-License-Identifier: BSD-2-Clause
#include "tests/unit/loader/kernel/xfrm_site.h"

#include <fmt/format.h>
#include <linux/udp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hawser::loader::test {
namespace {

constexpr Family kFamilies[] = {Family::kIpv4, Family::kIpv6};
constexpr uint16_t kNatTraversalPort = 4500;
constexpr uint32_t kSpiBase = 0xc0ffee00;

IpAddress address(const std::string& text) {
    return *IpAddress::parse(text);
}

SecretBytes key(size_t size, uint8_t seed) {
    SecretBytes bytes(size);
    for (size_t i = 0; i < size; ++i)
        bytes.data()[i] = static_cast<uint8_t>(seed + i);
    return bytes;
}

size_t integrity_key_size(EspAlgorithm algorithm) {
    switch (algorithm) {
        case EspAlgorithm::kAesGcm16:
        case EspAlgorithm::kChaCha20Poly1305:
            return 0;
        case EspAlgorithm::kAesCbcHmacSha256:
        case EspAlgorithm::kAesCtrHmacSha256:
            return 32;
        case EspAlgorithm::kAesCbcHmacSha384:
        case EspAlgorithm::kAesCtrHmacSha384:
            return 48;
        case EspAlgorithm::kAesCbcHmacSha512:
        case EspAlgorithm::kAesCtrHmacSha512:
            return 64;
    }
    return 0;
}

size_t encryption_key_size(EspAlgorithm algorithm) {
    switch (algorithm) {
        case EspAlgorithm::kAesGcm16:
            return 16 + 4;
        case EspAlgorithm::kAesCbcHmacSha256:
        case EspAlgorithm::kAesCbcHmacSha384:
        case EspAlgorithm::kAesCbcHmacSha512:
            return 32;
        default:
            return 32 + 4;
    }
}

IpPrefix everything(Family family) {
    return {IpAddress::unspecified(family), 0};
}

}  // namespace

IpAddress XfrmSite::outer_address(int number, Family family) {
    return address(family == Family::kIpv4 ? fmt::format("198.51.100.{}", number)
                                           : fmt::format("2001:db8:ff::{}", number));
}

IpAddress XfrmSite::inner_address(int number, Family family) {
    return address(family == Family::kIpv4 ? fmt::format("10.{}.0.1", number)
                                           : fmt::format("2001:db8:{}::1", number));
}

std::unique_ptr<XfrmSite> XfrmSite::make(int number) {
    std::unique_ptr<XfrmSite> site(new XfrmSite);
    site->number_ = number;
    site->net_ = Namespace::make();
    if (!site->net_) return nullptr;
    for (const Family family : kFamilies) {
        const IpAddress inner = inner_address(number, family);
        if (!site->net_->run(fmt::format("ip addr add {}/{} dev lo", inner.to_string(), inner.bits()))) {
            return nullptr;
        }
    }
    bool opened = false;
    site->net_->inside([&] {
        auto xfrm = open_xfrm_port();
        auto links = open_link_port();
        auto routes = open_route_port();
        auto sa_events = open_sa_event_port();
        if (!xfrm.ok() || !links.ok() || !routes.ok() || !sa_events.ok()) return;
        site->xfrm_ = *std::move(xfrm);
        site->links_ = *std::move(links);
        site->routes_ = *std::move(routes);
        site->sa_events_ = *std::move(sa_events);
        opened = true;
    });
    return opened ? std::move(site) : nullptr;
}

XfrmSite::~XfrmSite() {
    if (udp_ >= 0) ::close(udp_);
}

bool XfrmSite::connect(XfrmSite& one, XfrmSite& two) {
    if (!one.net().run("ip link add wan0 type veth peer name wan0 netns " + two.net().path())) return false;
    for (XfrmSite* site : {&one, &two}) {
        const std::string commands = fmt::format(
            "ip addr add {}/24 dev wan0 && ip addr add {}/64 dev wan0 nodad && ip link set wan0 up",
            site->outer(Family::kIpv4).to_string(), site->outer(Family::kIpv6).to_string());
        if (!site->net().run(commands)) return false;
    }
    return true;
}

Result<EnsuredLink> XfrmSite::ensure_interface(uint32_t mtu) {
    Result<EnsuredLink> made = Error("not run");
    net_->inside([&] {
        made = links_->ensure_xfrm_interface({.name = "hawser-t77",
                                              .if_id = if_id(),
                                              .owner = {.role = XfrmRole::kTunnel, .id = 77},
                                              .mtu = mtu});
    });
    if (made.ok()) ifindex_ = made->ifindex;
    return made;
}

SaRequest XfrmSite::sa(const TunnelCase& tunnel, SaDirection direction) const {
    const int sender = direction == SaDirection::kOut ? number_ : 3 - number_;
    SaRequest request;
    request.direction = direction;
    request.source = outer_address(sender, tunnel.outer);
    request.destination = outer_address(3 - sender, tunnel.outer);
    request.spi = kSpiBase + static_cast<uint32_t>(sender);
    request.if_id = if_id();
    request.algorithm = tunnel.algorithm;
    request.encryption_key = key(encryption_key_size(tunnel.algorithm), static_cast<uint8_t>(sender));
    request.integrity_key = key(integrity_key_size(tunnel.algorithm), static_cast<uint8_t>(sender + 100));
    request.esn = tunnel.esn;
    if (number_ == 1 && direction == SaDirection::kOut) request.limits = tunnel.limits;
    if (tunnel.udp) {
        request.encap = EspEncap{.source_port = kNatTraversalPort, .destination_port = kNatTraversalPort};
    }
    return request;
}

Result<void> XfrmSite::add_policies(const TunnelCase& tunnel, Family inner) {
    for (const PolicyDirection direction :
         {PolicyDirection::kIn, PolicyDirection::kOut, PolicyDirection::kFwd}) {
        const bool out = direction == PolicyDirection::kOut;
        const Result<void> put =
            xfrm_->ensure_policy({.direction = direction,
                                  .selector = {.source = everything(inner), .destination = everything(inner)},
                                  .if_id = if_id(),
                                  .tunnel_source = out ? outer(tunnel.outer) : far_outer(tunnel.outer),
                                  .tunnel_destination = out ? far_outer(tunnel.outer) : outer(tunnel.outer)});
        if (!put.ok()) return put;
    }
    return {};
}

bool XfrmSite::open_udp(Family family) {
    net_->inside([&] {
        udp_ = ::socket(family == Family::kIpv4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        sockaddr_storage local{};
        const unsigned length = to_sockaddr({outer(family), kNatTraversalPort}, local);
        const int encap = UDP_ENCAP_ESPINUDP;
        if (::bind(udp_, reinterpret_cast<sockaddr*>(&local), length) != 0 ||
            ::setsockopt(udp_, IPPROTO_UDP, UDP_ENCAP, &encap, sizeof(encap)) != 0) {
            ::close(std::exchange(udp_, -1));
        }
    });
    return udp_ >= 0;
}

Result<void> XfrmSite::set_up(const TunnelCase& tunnel) {
    if (tunnel.udp && !open_udp(tunnel.outer)) return Error("no UDP socket for ESP");
    for (const SaDirection direction : {SaDirection::kIn, SaDirection::kOut}) {
        if (auto added = xfrm_->add_sa(sa(tunnel, direction)); !added.ok()) return added;
    }
    for (const Family inner : kFamilies) {
        if (auto added = add_policies(tunnel, inner); !added.ok()) return added;
        const IpAddress far = inner_address(3 - number_, inner);
        const Result<void> routed =
            routes_->replace_route({.destination = {far, far.bits()},
                                    .metric = kBundleMetric,
                                    .next_hops = {{.ifindex = ifindex_}},
                                    .preferred_source = inner_address(number_, inner)});
        if (!routed.ok()) return routed;
    }
    return {};
}

bool XfrmSite::ping(Family inner, const std::string& options) {
    return net_->run(fmt::format("ping -n {} -I {} {}", options, inner_address(number_, inner).to_string(),
                                 inner_address(3 - number_, inner).to_string()));
}

}  // namespace hawser::loader::test
