// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/packet.h"

#include <netinet/in.h>

#include "tests/bpf/checksum.h"

namespace hawser::bpf {
namespace {

void put8(Bytes& out, unsigned value) {
    out.push_back(static_cast<uint8_t>(value));
}

void put16(Bytes& out, unsigned value) {
    put8(out, value >> 8);
    put8(out, value & 0xff);
}

void put32(Bytes& out, uint32_t value) {
    put16(out, value >> 16);
    put16(out, value & 0xffff);
}

void set16(Bytes& out, size_t at, unsigned value) {
    out[at] = static_cast<uint8_t>(value >> 8);
    out[at + 1] = static_cast<uint8_t>(value);
}

IpAddress address(const std::string& text) {
    return IpAddress::parse(text).value();
}

/// The addresses of the nearest IP header before a layer.
struct Around {
    Family family = Family::kIpv4;
    IpAddress src, dst;
};

Around around(const std::vector<Layer>& layers, size_t index) {
    while (index-- > 0) {
        if (const auto* v4 = std::get_if<Ipv4>(&layers[index]))
            return {Family::kIpv4, address(v4->src), address(v4->dst)};
        if (const auto* v6 = std::get_if<Ipv6>(&layers[index]))
            return {Family::kIpv6, address(v6->src), address(v6->dst)};
    }
    return {};
}

uint8_t protocol_number(const Layer& layer, Family family) {
    struct Visitor {
        Family family;
        uint8_t operator()(const Eth&) const { return 143; }  // RFC 8986
        uint8_t operator()(const Ipv4&) const { return IPPROTO_IPIP; }
        uint8_t operator()(const Ipv6&) const { return IPPROTO_IPV6; }
        uint8_t operator()(const Ipv6Fragment&) const { return IPPROTO_FRAGMENT; }
        uint8_t operator()(const Ipv6HopByHop&) const { return IPPROTO_HOPOPTS; }
        uint8_t operator()(const Ipv6Destination&) const { return IPPROTO_DSTOPTS; }
        uint8_t operator()(const Ipv6Routing&) const { return IPPROTO_ROUTING; }
        uint8_t operator()(const Authentication&) const { return IPPROTO_AH; }
        uint8_t operator()(const UdpLite&) const { return IPPROTO_UDPLITE; }
        uint8_t operator()(const Udp&) const { return IPPROTO_UDP; }
        uint8_t operator()(const Tcp&) const { return IPPROTO_TCP; }
        uint8_t operator()(const Sctp&) const { return IPPROTO_SCTP; }
        uint8_t operator()(const Icmp&) const {
            return family == Family::kIpv4 ? uint8_t{IPPROTO_ICMP} : uint8_t{IPPROTO_ICMPV6};
        }
        uint8_t operator()(const Payload&) const { return 253; }  // RFC 3692: for experiments
    };
    return std::visit(Visitor{family}, layer);
}

/// Writes one layer in front of what it carries.
class LayerWriter {
 public:
    LayerWriter(const Bytes& body, Around ends, const Layer* next) : body_(body), ends_(ends), next_(next) {}

    Bytes operator()(const Eth& eth) const {
        Bytes out(eth.dst.begin(), eth.dst.end());
        append(out, eth.src);
        unsigned type = next_ != nullptr && std::holds_alternative<Ipv6>(*next_) ? 0x86dd : 0x0800;
        put16(out, eth.type.value_or(static_cast<uint16_t>(type)));
        return with_body(out);
    }

    Bytes operator()(const Ipv4& ip) const {
        Bytes out;
        size_t header = 20 + ip.options.size();
        put8(out, ip.version_ihl.value_or(static_cast<uint8_t>(0x40 | header / 4)));
        put8(out, 0);
        put16(out, ip.total_length.value_or(static_cast<uint16_t>(header + body_.size())));
        put16(out, ip.id);
        put16(out, (ip.df ? 0x4000u : 0u) | (ip.more_fragments ? 0x2000u : 0u) | ip.fragment_offset);
        put8(out, ip.ttl);
        put8(out, ip.protocol.value_or(next_protocol(Family::kIpv4)));
        put16(out, 0);
        append(out, address(ip.src).bytes());
        append(out, address(ip.dst).bytes());
        append(out, ip.options);
        set16(out, 10, static_cast<uint16_t>(~ones_sum(out)));
        return with_body(out);
    }

    Bytes operator()(const Ipv6& ip) const {
        Bytes out;
        put32(out, uint32_t{ip.version.value_or(6)} << 28);
        put16(out, ip.payload_length.value_or(static_cast<uint16_t>(body_.size())));
        put8(out, ip.next_header.value_or(next_protocol(Family::kIpv6)));
        put8(out, ip.hop_limit);
        append(out, address(ip.src).bytes());
        append(out, address(ip.dst).bytes());
        return with_body(out);
    }

    Bytes operator()(const Ipv6Fragment& fragment) const {
        Bytes out;
        put8(out, fragment.next_header.value_or(next_protocol(Family::kIpv6)));
        put8(out, 0);
        put16(out, static_cast<unsigned>(fragment.offset << 3) | (fragment.more ? 1u : 0u));
        put32(out, fragment.id);
        return with_body(out);
    }

    Bytes operator()(const Ipv6HopByHop&) const { return padding_options(); }
    Bytes operator()(const Ipv6Destination&) const { return padding_options(); }

    Bytes operator()(const Ipv6Routing&) const {
        return with_body({next_protocol(Family::kIpv6), 0, 200, 0, 0, 0, 0, 0});
    }

    Bytes operator()(const Authentication&) const {
        Bytes out{next_protocol(ends_.family), 24 / 4 - 2};
        out.resize(24);
        return with_body(std::move(out));
    }

    Bytes operator()(const UdpLite& udp) const {
        Bytes out;
        put16(out, udp.src_port);
        put16(out, udp.dst_port);
        put16(out, 0);  // the checksum covers everything
        put16(out, 0);
        return with_checksum(out, 6, IPPROTO_UDPLITE);
    }

    Bytes operator()(const Udp& udp) const {
        Bytes out;
        put16(out, udp.src_port);
        put16(out, udp.dst_port);
        put16(out, static_cast<unsigned>(8 + body_.size()));
        put16(out, 0);
        return with_checksum(out, 6, IPPROTO_UDP);
    }

    Bytes operator()(const Tcp& tcp) const {
        Bytes out;
        put16(out, tcp.src_port);
        put16(out, tcp.dst_port);
        put32(out, 1000);
        put32(out, 0);
        put8(out, tcp.header_words.value_or(static_cast<uint8_t>(5 + tcp.options.size() / 4)) << 4);
        put8(out, tcp.flags);
        put16(out, 65535);
        put32(out, 0);
        append(out, tcp.options);
        return with_checksum(out, 16, IPPROTO_TCP);
    }

    Bytes operator()(const Sctp& sctp) const {
        Bytes out;
        put16(out, sctp.src_port);
        put16(out, sctp.dst_port);
        put32(out, 0x01020304);
        put32(out, 0);
        return with_body(out);
    }

    Bytes operator()(const Icmp& icmp) const {
        Bytes out;
        put8(out, icmp.type);
        put8(out, icmp.code);
        put16(out, 0);
        put16(out, icmp.id);
        put16(out, icmp.sequence);
        if (ends_.family == Family::kIpv6) return with_checksum(out, 2, IPPROTO_ICMPV6);
        out = with_body(out);
        set16(out, 2, static_cast<uint16_t>(~ones_sum(out)));
        return out;
    }

    Bytes operator()(const Payload& payload) const {
        Bytes out(payload.size);
        for (size_t i = 0; i < out.size(); ++i)
            out[i] = static_cast<uint8_t>(i);
        return with_body(out);
    }

 private:
    [[nodiscard]] uint8_t next_protocol(Family family) const {
        return next_ == nullptr ? uint8_t{IPPROTO_NONE} : protocol_number(*next_, family);
    }

    [[nodiscard]] Bytes with_body(Bytes header) const {
        append(header, body_);
        return header;
    }

    [[nodiscard]] Bytes with_checksum(Bytes header, size_t at, uint8_t protocol) const {
        header = with_body(std::move(header));
        uint32_t pseudo = pseudo_sum(ends_.src, ends_.dst, protocol, header.size());
        set16(header, at, static_cast<uint16_t>(~ones_sum(header, pseudo)));
        return header;
    }

    [[nodiscard]] Bytes padding_options() const {
        Bytes out;
        put8(out, next_protocol(Family::kIpv6));
        put8(out, 0);
        append(out, Bytes{1, 4, 0, 0, 0, 0});  // PadN
        return with_body(out);
    }

    const Bytes& body_;
    Around ends_;
    const Layer* next_;
};

bool upper_right(ByteView upper, uint8_t protocol, const IpAddress& src, const IpAddress& dst) {
    uint32_t start = protocol == IPPROTO_ICMP ? 0 : pseudo_sum(src, dst, protocol, upper.size());
    return ones_sum(upper, start) == 0xffff;
}

}  // namespace

Bytes Packet::bytes() const {
    Bytes body;
    for (size_t i = layers_.size(); i-- > 0;) {
        const Layer* next = i + 1 < layers_.size() ? &layers_[i + 1] : nullptr;
        body = std::visit(LayerWriter(body, around(layers_, i), next), layers_[i]);
    }
    return body;
}

bool checksums_right(ByteView packet) {
    if (packet[0] >> 4 == 6) {
        return upper_right(packet.subspan(40), packet[6], IpAddress::from_bytes(packet.subspan(8, 16)),
                           IpAddress::from_bytes(packet.subspan(24, 16)));
    }
    size_t header = (packet[0] & 0xfu) * 4;
    return ones_sum(packet.first(header)) == 0xffff &&
           upper_right(packet.subspan(header), packet[9], IpAddress::from_bytes(packet.subspan(12, 4)),
                       IpAddress::from_bytes(packet.subspan(16, 4)));
}

}  // namespace hawser::bpf
