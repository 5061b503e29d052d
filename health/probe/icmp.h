// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/ip_address.h"
#include "health/probe/answer.h"

namespace hawser::health {

/// ICMP echo request or reply: RFC 792 for IPv4, RFC 4443 section 4 for IPv6; from the ICMP header on.
struct EchoMessage {
    Family family = Family::kIpv4;
    bool reply = false;
    uint16_t id = 0;        ///< host byte order
    uint16_t sequence = 0;  ///< host byte order
    Bytes payload;
};

/// The Internet checksum (RFC 1071), in host byte order. Over a message that contains a right checksum it is
/// 0.
[[nodiscard]] uint16_t internet_checksum(ByteView bytes);

/// The same over the pseudo-header of RFC 8200 section 8.1 and the message.
[[nodiscard]] uint16_t icmp6_checksum(const IpAddress& source, const IpAddress& destination,
                                      ByteView message);

/// The checksum is filled in for IPv4. For IPv6 it is 0: it covers addresses that are not known here, and the
/// kernel computes it for every raw ICMPv6 socket (RFC 3542 section 3.1).
[[nodiscard]] Bytes serialize(const EchoMessage& message);

/// nullopt for anything that is not a whole echo message. Checks the checksum for IPv4; for IPv6 the kernel
/// has.
[[nodiscard]] std::optional<EchoMessage> parse_echo(Family family, ByteView icmp);

/// What a probe carries, in 16 bytes: a magic number, whose it is, and a number of this run of the daemon, so
/// that neither another program's ping with the same id nor an earlier run's answer is taken for ours.
struct ProbePayload {
    static constexpr size_t kSize = 16;
    ProbeId probe;  ///< the tunnel's id has 24 bits: HW_MAX_TUNNELS has fewer
    uint64_t cookie = 0;
};
[[nodiscard]] Bytes serialize(const ProbePayload& payload);
[[nodiscard]] std::optional<ProbePayload> parse_probe_payload(ByteView bytes);

}  // namespace hawser::health
