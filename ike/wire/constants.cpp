// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/constants.h"

#include "ike/wire/names.h"

namespace hawser::ike {

namespace {

constexpr EnumName<ExchangeType> kExchangeNames[] = {
    {ExchangeType::kIkeSaInit, "IKE_SA_INIT"},
    {ExchangeType::kIkeAuth, "IKE_AUTH"},
    {ExchangeType::kCreateChildSa, "CREATE_CHILD_SA"},
    {ExchangeType::kInformational, "INFORMATIONAL"},
    {ExchangeType::kIkeSessionResume, "IKE_SESSION_RESUME"},
    {ExchangeType::kIkeIntermediate, "IKE_INTERMEDIATE"},
    {ExchangeType::kIkeFollowupKe, "IKE_FOLLOWUP_KE"},
};

constexpr EnumName<PayloadType> kPayloadNames[] = {
    {PayloadType::kNone, "NONE"},
    {PayloadType::kSecurityAssociation, "SECURITY_ASSOCIATION"},
    {PayloadType::kKeyExchange, "KEY_EXCHANGE"},
    {PayloadType::kIdInitiator, "ID_INITIATOR"},
    {PayloadType::kIdResponder, "ID_RESPONDER"},
    {PayloadType::kCertificate, "CERTIFICATE"},
    {PayloadType::kCertificateRequest, "CERTIFICATE_REQUEST"},
    {PayloadType::kAuthentication, "AUTH"},
    {PayloadType::kNonce, "NONCE"},
    {PayloadType::kNotify, "NOTIFY"},
    {PayloadType::kDelete, "DELETE"},
    {PayloadType::kVendorId, "VENDOR_ID"},
    {PayloadType::kTsInitiator, "TRAFFIC_SELECTOR_INITIATOR"},
    {PayloadType::kTsResponder, "TRAFFIC_SELECTOR_RESPONDER"},
    {PayloadType::kEncrypted, "ENCRYPTED"},
    {PayloadType::kConfiguration, "CONFIGURATION"},
    {PayloadType::kEap, "EXTENSIBLE_AUTHENTICATION"},
    {PayloadType::kEncryptedFragment, "ENCRYPTED_FRAGMENT"},
};

constexpr EnumName<PayloadType> kShortPayloadNames[] = {
    {PayloadType::kNone, "--"},
    {PayloadType::kSecurityAssociation, "SA"},
    {PayloadType::kKeyExchange, "KE"},
    {PayloadType::kIdInitiator, "IDi"},
    {PayloadType::kIdResponder, "IDr"},
    {PayloadType::kCertificate, "CERT"},
    {PayloadType::kCertificateRequest, "CERTREQ"},
    {PayloadType::kAuthentication, "AUTH"},
    {PayloadType::kNonce, "No"},
    {PayloadType::kNotify, "N"},
    {PayloadType::kDelete, "D"},
    {PayloadType::kVendorId, "V"},
    {PayloadType::kTsInitiator, "TSi"},
    {PayloadType::kTsResponder, "TSr"},
    {PayloadType::kEncrypted, "E"},
    {PayloadType::kConfiguration, "CP"},
    {PayloadType::kEap, "EAP"},
    {PayloadType::kEncryptedFragment, "EF"},
};

constexpr EnumName<ProtocolId> kProtocolNames[] = {
    {ProtocolId::kNone, "NONE"},
    {ProtocolId::kIke, "IKE"},
    {ProtocolId::kAh, "AH"},
    {ProtocolId::kEsp, "ESP"},
};

constexpr EnumName<IdType> kIdNames[] = {
    {IdType::kAny, "ID_ANY"},
    {IdType::kIpv4Addr, "ID_IPV4_ADDR"},
    {IdType::kFqdn, "ID_FQDN"},
    {IdType::kRfc822Addr, "ID_RFC822_ADDR"},
    {IdType::kIpv6Addr, "ID_IPV6_ADDR"},
    {IdType::kDerAsn1Dn, "ID_DER_ASN1_DN"},
    {IdType::kDerAsn1Gn, "ID_DER_ASN1_GN"},
    {IdType::kKeyId, "ID_KEY_ID"},
};

constexpr EnumName<AuthMethod> kAuthNames[] = {
    {AuthMethod::kRsaSignature, "RSA signature"},   {AuthMethod::kSharedKey, "pre-shared key"},
    {AuthMethod::kDssSignature, "DSS signature"},   {AuthMethod::kEcdsa256, "ECDSA-256 signature"},
    {AuthMethod::kEcdsa384, "ECDSA-384 signature"}, {AuthMethod::kEcdsa521, "ECDSA-521 signature"},
    {AuthMethod::kNull, "NULL authentication"},     {AuthMethod::kDigitalSignature, "digital signature"},
};

constexpr EnumName<TsType> kTsNames[] = {
    {TsType::kIpv4AddrRange, "TS_IPV4_ADDR_RANGE"},
    {TsType::kIpv6AddrRange, "TS_IPV6_ADDR_RANGE"},
    {TsType::kFcAddrRange, "TS_FC_ADDR_RANGE"},
    {TsType::kSecLabel, "TS_SECLABEL"},
};

}  // namespace

std::string to_string(ExchangeType type) {
    return name_in(kExchangeNames, type);
}

std::string to_string(PayloadType type) {
    return name_in(kPayloadNames, type);
}

std::string short_name(PayloadType type) {
    return name_in(kShortPayloadNames, type);
}

std::string to_string(ProtocolId protocol) {
    return name_in(kProtocolNames, protocol);
}

std::string to_string(IdType type) {
    return name_in(kIdNames, type);
}

std::string to_string(AuthMethod method) {
    return name_in(kAuthNames, method);
}

std::string to_string(TsType type) {
    return name_in(kTsNames, type);
}

}  // namespace hawser::ike
