// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ip_address.h"
#include "ike/wire/constants.h"
#include "ike/wire/parse_result.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

/// RFC 7296 section 3.15
enum class ConfigurationType : uint8_t { kRequest = 1, kReply = 2, kSet = 3, kAck = 4 };

/// RFC 7296 section 3.15.1; others are kept as they come.
enum class ConfigurationAttributeType : uint16_t {
    kInternalIp4Address = 1,
    kInternalIp4Netmask = 2,
    kInternalIp4Dns = 3,
    kInternalIp4Nbns = 4,
    kInternalIp4Dhcp = 6,
    kApplicationVersion = 7,
    kInternalIp6Address = 8,
    kInternalIp6Dns = 10,
    kInternalIp6Dhcp = 12,
    kInternalIp4Subnet = 13,
    kSupportedAttributes = 14,
    kInternalIp6Subnet = 15,
    kInternalDnsDomain = 25,  ///< RFC 8598
};

/// `CFG_REQUEST`
std::string to_string(ConfigurationType type);
/// `INTERNAL_IP4_ADDRESS`
std::string to_string(ConfigurationAttributeType type);

struct ConfigurationAttribute {
    ConfigurationAttributeType type = ConfigurationAttributeType::kInternalIp4Address;
    Bytes value;  ///< empty in a request that leaves the choice to the other side

    /// INTERNAL_IP4_ADDRESS or INTERNAL_IP6_ADDRESS (with /128).
    static ConfigurationAttribute of_address(const IpAddress& address);
    /// Of an address, DNS, NBNS or DHCP attribute; nothing for another, or an empty or odd value.
    [[nodiscard]] std::optional<IpAddress> address() const;
    bool operator==(const ConfigurationAttribute&) const = default;
};

/// RFC 7296 section 3.15
///
/// |   CFG Type    |                    RESERVED                   |
/// ~                   Configuration Attributes                    ~
struct ConfigurationPayload {
    static constexpr PayloadType kType = PayloadType::kConfiguration;

    ConfigurationType type = ConfigurationType::kRequest;
    std::vector<ConfigurationAttribute> attributes;

    /// Refused are attributes that do not fit, or whose value has a length that their type never has, and
    /// more than limits::kConfigurationAttributes.
    static ParseResult<ConfigurationPayload> parse(ByteView body);
    void serialize(ByteWriter& writer) const;
    /// The addresses of all attributes of a type.
    [[nodiscard]] std::vector<IpAddress> addresses(ConfigurationAttributeType wanted) const;
    [[nodiscard]] std::string to_string() const;
    bool operator==(const ConfigurationPayload&) const = default;
};

}  // namespace hawser::ike
