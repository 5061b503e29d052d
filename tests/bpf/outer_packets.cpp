// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/outer_packets.h"

#include <algorithm>

#include "tests/bpf/packet.h"

namespace hawser::bpf {
namespace {

Packet ip(const Outer& outer, std::optional<uint8_t> protocol = std::nullopt) {
    if (outer.src.find(':') == std::string::npos)
        return Eth{} / Ipv4{.src = outer.src, .dst = outer.dst, .protocol = protocol};
    return Eth{} / Ipv6{.src = outer.src, .dst = outer.dst, .next_header = protocol};
}

Bytes with_end(Bytes packet, const Bytes& end) {
    std::copy(end.begin(), end.end(), packet.end() - static_cast<ptrdiff_t>(end.size()));
    return packet;
}

Bytes esp_bytes(uint32_t spi) {
    Bytes bytes(36, 0x5a);
    for (unsigned i = 0; i < 4; ++i)
        bytes[i] = static_cast<uint8_t>(spi >> (24 - 8 * i));
    return bytes;
}

Bytes udp(const Outer& outer, uint16_t port, const Bytes& payload) {
    return with_end(ip(outer) / Udp{.src_port = port, .dst_port = port} / Payload{payload.size()}, payload);
}

}  // namespace

Outer outer_to_us(Family family) {
    if (family == Family::kIpv4) return {"203.0.113.10", "198.51.100.2"};
    return {"2001:db8:f::10", "2001:db8:1::2"};
}

Outer outer_from_us(Family family) {
    const Outer outer = outer_to_us(family);
    return {outer.dst, outer.src};
}

Bytes esp(const Outer& outer, uint32_t spi) {
    const Bytes bytes = esp_bytes(spi);
    return with_end(ip(outer, 50) / Payload{bytes.size()}, bytes);
}

Bytes esp_in_udp(const Outer& outer, uint32_t spi) {
    return udp(outer, 4500, esp_bytes(spi));
}

Bytes nat_keepalive(const Outer& outer) {
    return udp(outer, 4500, {0xff});
}

Bytes ike(const Outer& outer, const IkeSpec& spec) {
    Bytes message(spec.port == 4500 ? 4 : 0, 0);
    Bytes header(28, 0);
    std::fill(header.begin(), header.begin() + 8, uint8_t{0x11});
    if (spec.responder_spi) std::fill(header.begin() + 8, header.begin() + 16, uint8_t{0x22});
    header[16] = 33;
    header[17] = 0x20;
    header[18] = spec.exchange;
    header[19] = spec.response ? 0x20 : 0x08;
    header[27] = 28;
    message.insert(message.end(), header.begin(), header.end());
    return udp(outer, spec.port, message);
}

}  // namespace hawser::bpf
