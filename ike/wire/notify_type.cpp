// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/notify_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace hawser::ike {

namespace {

struct NotifyName {
    NotifyType type;
    const char* name;
    const char* short_name;  ///< null: the name itself is used
};

// Ordered by value: find_name searches it by halves.
constexpr NotifyName kNames[] = {
    {NotifyType::kUnsupportedCriticalPayload, "UNSUPPORTED_CRITICAL_PAYLOAD", "CRIT"},
    {NotifyType::kInvalidIkeSpi, "INVALID_IKE_SPI", "INVAL_IKE_SPI"},
    {NotifyType::kInvalidMajorVersion, "INVALID_MAJOR_VERSION", "INVAL_MAJOR"},
    {NotifyType::kInvalidSyntax, "INVALID_SYNTAX", "INVAL_SYN"},
    {NotifyType::kInvalidMessageId, "INVALID_MESSAGE_ID", "INVAL_MID"},
    {NotifyType::kInvalidSpi, "INVALID_SPI", "INVAL_SPI"},
    {NotifyType::kNoProposalChosen, "NO_PROPOSAL_CHOSEN", "NO_PROP"},
    {NotifyType::kInvalidKePayload, "INVALID_KE_PAYLOAD", "INVAL_KE"},
    {NotifyType::kAuthenticationFailed, "AUTHENTICATION_FAILED", "AUTH_FAILED"},
    {NotifyType::kSinglePairRequired, "SINGLE_PAIR_REQUIRED", "SINGLE_PAIR"},
    {NotifyType::kNoAdditionalSas, "NO_ADDITIONAL_SAS", "NO_ADD_SAS"},
    {NotifyType::kInternalAddressFailure, "INTERNAL_ADDRESS_FAILURE", "INT_ADDR_FAIL"},
    {NotifyType::kFailedCpRequired, "FAILED_CP_REQUIRED", "FAIL_CP_REQ"},
    {NotifyType::kTsUnacceptable, "TS_UNACCEPTABLE", "TS_UNACCEPT"},
    {NotifyType::kInvalidSelectors, "INVALID_SELECTORS", "INVAL_SEL"},
    {NotifyType::kUnacceptableAddresses, "UNACCEPTABLE_ADDRESSES", "UNACCEPT_ADDR"},
    {NotifyType::kUnexpectedNatDetected, "UNEXPECTED_NAT_DETECTED", "UNEXPECT_NAT"},
    {NotifyType::kUseAssignedHoa, "USE_ASSIGNED_HOA", nullptr},
    {NotifyType::kTemporaryFailure, "TEMPORARY_FAILURE", "TEMP_FAIL"},
    {NotifyType::kChildSaNotFound, "CHILD_SA_NOT_FOUND", "NO_CHILD_SA"},
    {NotifyType::kInvalidGroupId, "INVALID_GROUP_ID", nullptr},
    {NotifyType::kAuthorizationFailed, "AUTHORIZATION_FAILED", nullptr},
    {NotifyType::kStateNotFound, "STATE_NOT_FOUND", nullptr},
    {NotifyType::kTsMaxQueue, "TS_MAX_QUEUE", nullptr},
    {NotifyType::kInitialContact, "INITIAL_CONTACT", "INIT_CONTACT"},
    {NotifyType::kSetWindowSize, "SET_WINDOW_SIZE", "SET_WINSIZE"},
    {NotifyType::kAdditionalTsPossible, "ADDITIONAL_TS_POSSIBLE", "ADD_TS_POSS"},
    {NotifyType::kIpcompSupported, "IPCOMP_SUPPORTED", "IPCOMP_SUPP"},
    {NotifyType::kNatDetectionSourceIp, "NAT_DETECTION_SOURCE_IP", "NATD_S_IP"},
    {NotifyType::kNatDetectionDestinationIp, "NAT_DETECTION_DESTINATION_IP", "NATD_D_IP"},
    {NotifyType::kCookie, "COOKIE", nullptr},
    {NotifyType::kUseTransportMode, "USE_TRANSPORT_MODE", "USE_TRANSP"},
    {NotifyType::kHttpCertLookupSupported, "HTTP_CERT_LOOKUP_SUPPORTED", "HTTP_CERT_LOOK"},
    {NotifyType::kRekeySa, "REKEY_SA", nullptr},
    {NotifyType::kEspTfcPaddingNotSupported, "ESP_TFC_PADDING_NOT_SUPPORTED", "ESP_TFC_PAD_N"},
    {NotifyType::kNonFirstFragmentsAlso, "NON_FIRST_FRAGMENTS_ALSO", "NON_FIRST_FRAG"},
    {NotifyType::kMobikeSupported, "MOBIKE_SUPPORTED", "MOBIKE_SUP"},
    {NotifyType::kAdditionalIp4Address, "ADDITIONAL_IP4_ADDRESS", "ADD_4_ADDR"},
    {NotifyType::kAdditionalIp6Address, "ADDITIONAL_IP6_ADDRESS", "ADD_6_ADDR"},
    {NotifyType::kNoAdditionalAddresses, "NO_ADDITIONAL_ADDRESSES", "NO_ADD_ADDR"},
    {NotifyType::kUpdateSaAddresses, "UPDATE_SA_ADDRESSES", "UPD_SA_ADDR"},
    {NotifyType::kCookie2, "COOKIE2", nullptr},
    {NotifyType::kNoNatsAllowed, "NO_NATS_ALLOWED", "NO_NATS"},
    {NotifyType::kAuthLifetime, "AUTH_LIFETIME", "AUTH_LFT"},
    {NotifyType::kMultipleAuthSupported, "MULTIPLE_AUTH_SUPPORTED", "MULT_AUTH"},
    {NotifyType::kAnotherAuthFollows, "ANOTHER_AUTH_FOLLOWS", "AUTH_FOLLOWS"},
    {NotifyType::kRedirectSupported, "REDIRECT_SUPPORTED", "REDIR_SUP"},
    {NotifyType::kRedirect, "REDIRECT", "REDIR"},
    {NotifyType::kRedirectedFrom, "REDIRECTED_FROM", "REDIR_FROM"},
    {NotifyType::kTicketLtOpaque, "TICKET_LT_OPAQUE", nullptr},
    {NotifyType::kTicketRequest, "TICKET_REQUEST", nullptr},
    {NotifyType::kTicketAck, "TICKET_ACK", nullptr},
    {NotifyType::kTicketNack, "TICKET_NACK", nullptr},
    {NotifyType::kTicketOpaque, "TICKET_OPAQUE", nullptr},
    {NotifyType::kLinkId, "LINK_ID", nullptr},
    {NotifyType::kUseWespMode, "USE_WESP_MODE", nullptr},
    {NotifyType::kRohcSupported, "ROHC_SUPPORTED", nullptr},
    {NotifyType::kEapOnlyAuthentication, "EAP_ONLY_AUTHENTICATION", "EAP_ONLY"},
    {NotifyType::kChildlessIkev2Supported, "CHILDLESS_IKEV2_SUPPORTED", "CHDLESS_SUP"},
    {NotifyType::kQuickCrashDetection, "QUICK_CRASH_DETECTION", "QCD"},
    {NotifyType::kIkev2MessageIdSyncSupported, "IKEV2_MESSAGE_ID_SYNC_SUPPORTED", "MSG_ID_SYN_SUP"},
    {NotifyType::kIpsecReplayCounterSyncSupported, "IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED", "RPL_CTR_SYN_SUP"},
    {NotifyType::kIkev2MessageIdSync, "IKEV2_MESSAGE_ID_SYNC", "MSG_ID_SYN"},
    {NotifyType::kIpsecReplayCounterSync, "IPSEC_REPLAY_COUNTER_SYNC", "RPL_CTR_SYN"},
    {NotifyType::kSecurePasswordMethods, "SECURE_PASSWORD_METHODS", nullptr},
    {NotifyType::kPskPersist, "PSK_PERSIST", nullptr},
    {NotifyType::kPskConfirm, "PSK_CONFIRM", nullptr},
    {NotifyType::kErxSupported, "ERX_SUPPORTED", nullptr},
    {NotifyType::kIfomCapability, "IFOM_CAPABILITY", nullptr},
    {NotifyType::kSenderRequestId, "SENDER_REQUEST_ID", nullptr},
    {NotifyType::kIkev2FragmentationSupported, "IKEV2_FRAGMENTATION_SUPPORTED", "FRAG_SUP"},
    {NotifyType::kSignatureHashAlgorithms, "SIGNATURE_HASH_ALGORITHMS", "HASH_ALG"},
    {NotifyType::kCloneIkeSaSupported, "CLONE_IKE_SA_SUPPORTED", "CLONE_SUP"},
    {NotifyType::kCloneIkeSa, "CLONE_IKE_SA", nullptr},
    {NotifyType::kPuzzle, "PUZZLE", nullptr},
    {NotifyType::kUsePpk, "USE_PPK", nullptr},
    {NotifyType::kPpkIdentity, "PPK_IDENTITY", "PPK_ID"},
    {NotifyType::kNoPpkAuth, "NO_PPK_AUTH", nullptr},
    {NotifyType::kIntermediateExchangeSupported, "INTERMEDIATE_EXCHANGE_SUPPORTED", "INTERMED_SUP"},
    {NotifyType::kIp4Allowed, "IP4_ALLOWED", nullptr},
    {NotifyType::kIp6Allowed, "IP6_ALLOWED", nullptr},
    {NotifyType::kAdditionalKeyExchange, "ADDITIONAL_KEY_EXCHANGE", "ADD_KE"},
    {NotifyType::kUseAggfrag, "USE_AGGFRAG", nullptr},
    {NotifyType::kSupportedAuthMethods, "SUPPORTED_AUTH_METHODS", nullptr},
    {NotifyType::kSaResourceInfo, "SA_RESOURCE_INFO", nullptr},
    {NotifyType::kUsePpkInt, "USE_PPK_INT", nullptr},
    {NotifyType::kPpkIdentityKey, "PPK_IDENTITY_KEY", nullptr},
};

const NotifyName* find_name(NotifyType type) {
    const auto* found =
        std::lower_bound(std::begin(kNames), std::end(kNames), type,
                         [](const NotifyName& entry, NotifyType key) { return entry.type < key; });
    return found != std::end(kNames) && found->type == type ? found : nullptr;
}

}  // namespace

std::string to_string(NotifyType type) {
    const NotifyName* found = find_name(type);
    return found != nullptr ? found->name : fmt::format("({})", static_cast<uint16_t>(type));
}

std::string short_name(NotifyType type) {
    const NotifyName* found = find_name(type);
    return found != nullptr && found->short_name != nullptr ? found->short_name : to_string(type);
}

}  // namespace hawser::ike
