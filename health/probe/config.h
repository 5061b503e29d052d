// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/ip_address.h"
#include "base/secret_bytes.h"
#include "health/probe/settings.h"
#include "health/stamp/stamp_packet.h"

namespace hawser::health {

enum class ProbeType : uint8_t {
    kIcmp,   ///< echo requests: RFC 792, RFC 4443
    kStamp,  ///< RFC 8762
    kTcp,    ///< a connection is made and closed
    kHttp,   ///< a GET with an expected status, by TLS too
    kDns,    ///< a query: RFC 1035
    kIke,    ///< an empty INFORMATIONAL: RFC 7296, 1.4
    kEsp,    ///< the tunnel's own traffic: it objects, and asks nothing
    kBfd,    ///< RFC 5880, asynchronous
};

inline constexpr size_t kProbeTypes = 8;

/// What an HTTP probe asks for. The connection goes to the probe's target.
struct HttpQuestion {
    bool tls = false;
    bool verify = true;   ///< the server's certificate and its name
    std::string host;     ///< for the Host field, SNI and the certificate
    std::string path;     ///< with the query: `/health?x=1`
    std::string ca_file;  ///< empty: the system's authorities
    unsigned least_status = 200;
    unsigned most_status = 399;
    bool operator==(const HttpQuestion&) const = default;
};

/// One probe of one path.
struct ProbeConfig {
    ProbeType type = ProbeType::kIcmp;
    std::string subject;              ///< what is asked, for the sentences: `10.2.0.1`, `10.2.0.1:443`
    std::optional<IpAddress> target;  ///< where requests go; absent where the type has none
    std::optional<IpAddress> source;  ///< of the target's family; who sends binds to it
    uint16_t port = 0;                ///< kStamp, kTcp, kHttp, kDns
    uint16_t icmp_id = 0;             ///< the tunnel's, host byte order
    std::string dns_name;
    HttpQuestion http;
    /// kStamp in authenticated mode; who knows HMAC makes the function of the key.
    std::shared_ptr<const SecretBytes> stamp_key;
    StampCodec::Hmac stamp_hmac;
    bool multihop = false;  ///< kBfd: RFC 5883
    ProbeSettings settings;

    /// Answers to the one say nothing of the other.
    [[nodiscard]] bool asks_otherwise(const ProbeConfig& other) const;
};

/// `icmp`, ...: the words of the configuration.
[[nodiscard]] std::string_view to_string(ProbeType type);
/// `icmp 10.2.0.1`
[[nodiscard]] std::string label(const ProbeConfig& config);

}  // namespace hawser::health
