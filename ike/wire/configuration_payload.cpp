// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/configuration_payload.h"

#include "ike/wire/limits.h"
#include "ike/wire/names.h"
#include "ike/wire/reader.h"

namespace hawser::ike {

namespace {

using Type = ConfigurationAttributeType;

constexpr EnumName<ConfigurationType> kTypeNames[] = {
    {ConfigurationType::kRequest, "CFG_REQUEST"},
    {ConfigurationType::kReply, "CFG_REPLY"},
    {ConfigurationType::kSet, "CFG_SET"},
    {ConfigurationType::kAck, "CFG_ACK"},
};

constexpr EnumName<Type> kAttributeNames[] = {
    {Type::kInternalIp4Address, "INTERNAL_IP4_ADDRESS"},  {Type::kInternalIp4Netmask, "INTERNAL_IP4_NETMASK"},
    {Type::kInternalIp4Dns, "INTERNAL_IP4_DNS"},          {Type::kInternalIp4Nbns, "INTERNAL_IP4_NBNS"},
    {Type::kInternalIp4Dhcp, "INTERNAL_IP4_DHCP"},        {Type::kApplicationVersion, "APPLICATION_VERSION"},
    {Type::kInternalIp6Address, "INTERNAL_IP6_ADDRESS"},  {Type::kInternalIp6Dns, "INTERNAL_IP6_DNS"},
    {Type::kInternalIp6Dhcp, "INTERNAL_IP6_DHCP"},        {Type::kInternalIp4Subnet, "INTERNAL_IP4_SUBNET"},
    {Type::kSupportedAttributes, "SUPPORTED_ATTRIBUTES"}, {Type::kInternalIp6Subnet, "INTERNAL_IP6_SUBNET"},
    {Type::kInternalDnsDomain, "INTERNAL_DNS_DOMAIN"},
};

/// The length of a value that is there, by the table of section 3.15.1; 0 where it varies.
size_t fixed_length(Type type) {
    switch (type) {
        case Type::kInternalIp4Address:
        case Type::kInternalIp4Netmask:
        case Type::kInternalIp4Dns:
        case Type::kInternalIp4Nbns:
        case Type::kInternalIp4Dhcp:
            return 4;
        case Type::kInternalIp4Subnet:
            return 8;
        case Type::kInternalIp6Dns:
        case Type::kInternalIp6Dhcp:
            return 16;
        // Address and prefix length.
        case Type::kInternalIp6Address:
        case Type::kInternalIp6Subnet:
            return 17;
        default:
            return 0;
    }
}

bool length_fits(const ConfigurationAttribute& attribute) {
    const size_t length = fixed_length(attribute.type);
    return attribute.value.empty() || length == 0 || attribute.value.size() == length;
}

bool has_address(Type type) {
    return fixed_length(type) != 0 && type != Type::kInternalIp4Netmask && type != Type::kInternalIp4Subnet &&
           type != Type::kInternalIp6Subnet;
}

}  // namespace

std::string to_string(ConfigurationType type) {
    return name_in(kTypeNames, type);
}

std::string to_string(ConfigurationAttributeType type) {
    return name_in(kAttributeNames, type);
}

ConfigurationAttribute ConfigurationAttribute::of_address(const IpAddress& address) {
    ConfigurationAttribute attribute{address.is_v4() ? Type::kInternalIp4Address : Type::kInternalIp6Address,
                                     to_bytes(address.bytes())};
    if (address.is_v6()) attribute.value.push_back(128);
    return attribute;
}

std::optional<IpAddress> ConfigurationAttribute::address() const {
    if (!has_address(type) || value.size() != fixed_length(type)) return std::nullopt;
    return IpAddress::from_bytes(ByteView(value).first(value.size() == 4 ? 4 : 16));
}

ParseResult<ConfigurationPayload> ConfigurationPayload::parse(ByteView body) {
    ByteReader reader(body);
    const auto fixed = reader.take<4>();
    if (!fixed) return invalid_syntax("Configuration payload shorter than its header");
    ConfigurationPayload payload{static_cast<ConfigurationType>(fixed->u8<0>()), {}};
    while (!reader.empty()) {
        const auto head = reader.take<4>();
        const auto value = head ? reader.take(head->u16<2>()) : std::nullopt;
        if (!value) return invalid_syntax("configuration attribute does not fit its payload");
        if (payload.attributes.size() == limits::kConfigurationAttributes)
            return invalid_syntax("too many configuration attributes");
        // The first bit is reserved, and ignored.
        ConfigurationAttribute attribute{static_cast<Type>(head->u16<0>() & 0x7fff), to_bytes(*value)};
        if (!length_fits(attribute)) return invalid_syntax("configuration attribute of a wrong length");
        payload.attributes.push_back(std::move(attribute));
    }
    return payload;
}

void ConfigurationPayload::serialize(ByteWriter& writer) const {
    writer.u8(static_cast<uint8_t>(type));
    writer.zeros(3);
    for (const ConfigurationAttribute& attribute : attributes) {
        HAWSER_CHECK(attribute.value.size() <= 0xffff,
                     "configuration attribute longer than its length field");
        writer.u16(static_cast<uint16_t>(attribute.type));
        writer.u16(static_cast<uint16_t>(attribute.value.size()));
        writer.bytes(attribute.value);
    }
}

std::vector<IpAddress> ConfigurationPayload::addresses(ConfigurationAttributeType wanted) const {
    std::vector<IpAddress> found;
    for (const ConfigurationAttribute& attribute : attributes) {
        const auto address = attribute.type == wanted ? attribute.address() : std::nullopt;
        if (address) found.push_back(*address);
    }
    return found;
}

std::string ConfigurationPayload::to_string() const {
    std::string text = "CP(" + ike::to_string(type);
    for (const ConfigurationAttribute& attribute : attributes)
        text += " " + ike::to_string(attribute.type);
    return text + ")";
}

}  // namespace hawser::ike
