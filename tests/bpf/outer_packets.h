// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/ip_address.h"

namespace hawser::bpf {

/// Who sends outer packets to whom.
struct Outer {
    std::string src;
    std::string dst;
};

/// From a peer to us, in each family.
[[nodiscard]] Outer outer_to_us(Family family);
[[nodiscard]] Outer outer_from_us(Family family);

[[nodiscard]] Bytes esp(const Outer& outer, uint32_t spi);
/// ESP in UDP between the ports 4500 (RFC 3948).
[[nodiscard]] Bytes esp_in_udp(const Outer& outer, uint32_t spi);
[[nodiscard]] Bytes nat_keepalive(const Outer& outer);

struct IkeSpec {
    uint16_t port = 500;  ///< 4500: with the non-ESP marker
    uint8_t exchange = 34;
    bool response = false;
    bool responder_spi = false;
};
[[nodiscard]] Bytes ike(const Outer& outer, const IkeSpec& spec = {});

}  // namespace hawser::bpf
