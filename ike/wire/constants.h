// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>

#include "ike/wire/notify_type.h"
#include "ike/wire/transform_id.h"

/// Numbers of the registry "Internet Key Exchange Version 2 (IKEv2) Parameters". A value that is not named
/// here may arrive all the same: every enumeration is open, and to_string gives it as `(99)`.
namespace hawser::ike {

enum class ExchangeType : uint8_t {
    kIkeSaInit = 34,
    kIkeAuth = 35,
    kCreateChildSa = 36,
    kInformational = 37,
    kIkeSessionResume = 38,  ///< RFC 5723
    kIkeIntermediate = 43,   ///< RFC 9242
    kIkeFollowupKe = 44,     ///< RFC 9370
};

enum class PayloadType : uint8_t {
    kNone = 0,  ///< "No Next Payload"
    kSecurityAssociation = 33,
    kKeyExchange = 34,
    kIdInitiator = 35,
    kIdResponder = 36,
    kCertificate = 37,
    kCertificateRequest = 38,
    kAuthentication = 39,
    kNonce = 40,
    kNotify = 41,
    kDelete = 42,
    kVendorId = 43,
    kTsInitiator = 44,
    kTsResponder = 45,
    kEncrypted = 46,
    kConfiguration = 47,
    kEap = 48,
    kEncryptedFragment = 53,  ///< RFC 7383
};

enum class ProtocolId : uint8_t { kNone = 0, kIke = 1, kAh = 2, kEsp = 3 };

enum class IdType : uint8_t {
    kAny = 0,  ///< never on the wire: `%any` of a configuration
    kIpv4Addr = 1,
    kFqdn = 2,
    kRfc822Addr = 3,
    kIpv6Addr = 5,
    kDerAsn1Dn = 9,
    kDerAsn1Gn = 10,
    kKeyId = 11,
};

enum class AuthMethod : uint8_t {
    kRsaSignature = 1,
    kSharedKey = 2,
    kDssSignature = 3,
    kEcdsa256 = 9,
    kEcdsa384 = 10,
    kEcdsa521 = 11,
    kNull = 13,              ///< RFC 7619
    kDigitalSignature = 14,  ///< RFC 7427
};

enum class TsType : uint8_t { kIpv4AddrRange = 7, kIpv6AddrRange = 8, kFcAddrRange = 9, kSecLabel = 10 };

/// `IKE_SA_INIT`
std::string to_string(ExchangeType type);
/// `SECURITY_ASSOCIATION`
std::string to_string(PayloadType type);
/// As strongSwan's log has it: `SA`, `KE`, `No`, `N`, `TSi` ...
std::string short_name(PayloadType type);
/// `IKE`, `AH`, `ESP`
std::string to_string(ProtocolId protocol);
/// `ID_FQDN`
std::string to_string(IdType type);
/// `pre-shared key`, as strongSwan calls it
std::string to_string(AuthMethod method);
/// `TS_IPV4_ADDR_RANGE`
std::string to_string(TsType type);

}  // namespace hawser::ike
