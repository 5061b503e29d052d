// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <string>

namespace hawser::ike {

/// RFC 7296 section 3.10.1 and the registry "IKEv2 Notify Message Types". Below 16384 errors, from there
/// status.
enum class NotifyType : uint16_t {
    kUnsupportedCriticalPayload = 1,
    kInvalidIkeSpi = 4,
    kInvalidMajorVersion = 5,
    kInvalidSyntax = 7,
    kInvalidMessageId = 9,
    kInvalidSpi = 11,
    kNoProposalChosen = 14,
    kInvalidKePayload = 17,
    kAuthenticationFailed = 24,
    kSinglePairRequired = 34,
    kNoAdditionalSas = 35,
    kInternalAddressFailure = 36,
    kFailedCpRequired = 37,
    kTsUnacceptable = 38,
    kInvalidSelectors = 39,
    kUnacceptableAddresses = 40,
    kUnexpectedNatDetected = 41,
    kUseAssignedHoa = 42,
    kTemporaryFailure = 43,
    kChildSaNotFound = 44,
    kInvalidGroupId = 45,
    kAuthorizationFailed = 46,
    kStateNotFound = 47,
    kTsMaxQueue = 48,

    kInitialContact = 16384,
    kSetWindowSize = 16385,
    kAdditionalTsPossible = 16386,
    kIpcompSupported = 16387,
    kNatDetectionSourceIp = 16388,
    kNatDetectionDestinationIp = 16389,
    kCookie = 16390,
    kUseTransportMode = 16391,
    kHttpCertLookupSupported = 16392,
    kRekeySa = 16393,
    kEspTfcPaddingNotSupported = 16394,
    kNonFirstFragmentsAlso = 16395,
    kMobikeSupported = 16396,
    kAdditionalIp4Address = 16397,
    kAdditionalIp6Address = 16398,
    kNoAdditionalAddresses = 16399,
    kUpdateSaAddresses = 16400,
    kCookie2 = 16401,
    kNoNatsAllowed = 16402,
    kAuthLifetime = 16403,
    kMultipleAuthSupported = 16404,
    kAnotherAuthFollows = 16405,
    kRedirectSupported = 16406,
    kRedirect = 16407,
    kRedirectedFrom = 16408,
    kTicketLtOpaque = 16409,
    kTicketRequest = 16410,
    kTicketAck = 16411,
    kTicketNack = 16412,
    kTicketOpaque = 16413,
    kLinkId = 16414,
    kUseWespMode = 16415,
    kRohcSupported = 16416,
    kEapOnlyAuthentication = 16417,
    kChildlessIkev2Supported = 16418,
    kQuickCrashDetection = 16419,
    kIkev2MessageIdSyncSupported = 16420,
    kIpsecReplayCounterSyncSupported = 16421,
    kIkev2MessageIdSync = 16422,
    kIpsecReplayCounterSync = 16423,
    kSecurePasswordMethods = 16424,
    kPskPersist = 16425,
    kPskConfirm = 16426,
    kErxSupported = 16427,
    kIfomCapability = 16428,
    kSenderRequestId = 16429,
    kIkev2FragmentationSupported = 16430,
    kSignatureHashAlgorithms = 16431,
    kCloneIkeSaSupported = 16432,
    kCloneIkeSa = 16433,
    kPuzzle = 16434,
    kUsePpk = 16435,
    kPpkIdentity = 16436,
    kNoPpkAuth = 16437,
    kIntermediateExchangeSupported = 16438,
    kIp4Allowed = 16439,
    kIp6Allowed = 16440,
    kAdditionalKeyExchange = 16441,
    kUseAggfrag = 16442,
    kSupportedAuthMethods = 16443,
    kSaResourceInfo = 16444,
    kUsePpkInt = 16445,
    kPpkIdentityKey = 16446,
};

/// An error type in a response means that the request has failed entirely, also if the type is unknown;
/// unknown status types are ignored (RFC 7296 section 3.10.1).
constexpr bool is_error(NotifyType type) {
    return static_cast<uint16_t>(type) < 16384;
}

/// Values from 40960 are for private use.
constexpr bool is_private_use(NotifyType type) {
    return static_cast<uint16_t>(type) >= 40960;
}

/// The registry's name: `NAT_DETECTION_SOURCE_IP`.
std::string to_string(NotifyType type);
/// strongSwan's short name where it has one: `NATD_S_IP`.
std::string short_name(NotifyType type);

}  // namespace hawser::ike
