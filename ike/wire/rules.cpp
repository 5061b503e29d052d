// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/rules.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace hawser::ike {

namespace {

struct PayloadRule {
    PayloadType type;
    uint8_t min;
    uint8_t max;
};

/// Bounded by limits::kPayloads all the same.
constexpr uint8_t kMany = 255;

constexpr PayloadRule kIkeSaInitRequest[] = {
    {PayloadType::kSecurityAssociation, 1, 1},
    {PayloadType::kKeyExchange, 1, 1},
    {PayloadType::kNonce, 1, 1},
    {PayloadType::kNotify, 0, kMany},
    {PayloadType::kVendorId, 0, kMany},
};

constexpr PayloadRule kIkeSaInitResponse[] = {
    {PayloadType::kSecurityAssociation, 1, 1},
    {PayloadType::kKeyExchange, 1, 1},
    {PayloadType::kNonce, 1, 1},
    {PayloadType::kCertificateRequest, 0, kMany},
    {PayloadType::kNotify, 0, kMany},
    {PayloadType::kVendorId, 0, kMany},
};

// SA, TSi and TSr are optional: RFC 6023 leaves the Child SA out. AUTH is optional in the request: without it
// the initiator asks for EAP (RFC 7296 section 2.16), which is the handler's to refuse with the right notify.
constexpr PayloadRule kIkeAuthRequest[] = {
    {PayloadType::kIdInitiator, 1, 1},         {PayloadType::kIdResponder, 0, 1},
    {PayloadType::kCertificate, 0, kMany},     {PayloadType::kCertificateRequest, 0, kMany},
    {PayloadType::kAuthentication, 0, 1},      {PayloadType::kConfiguration, 0, 1},
    {PayloadType::kSecurityAssociation, 0, 1}, {PayloadType::kTsInitiator, 0, 1},
    {PayloadType::kTsResponder, 0, 1},         {PayloadType::kNotify, 0, kMany},
    {PayloadType::kVendorId, 0, kMany},
};

constexpr PayloadRule kIkeAuthResponse[] = {
    {PayloadType::kIdResponder, 1, 1},    {PayloadType::kCertificate, 0, kMany},
    {PayloadType::kAuthentication, 1, 1}, {PayloadType::kEap, 0, 1},
    {PayloadType::kConfiguration, 0, 1},  {PayloadType::kSecurityAssociation, 0, 1},
    {PayloadType::kTsInitiator, 0, 1},    {PayloadType::kTsResponder, 0, 1},
    {PayloadType::kNotify, 0, kMany},     {PayloadType::kVendorId, 0, kMany},
};

// Both directions, for a Child SA and (without selectors, with KE) for the IKE SA.
constexpr PayloadRule kCreateChildSa[] = {
    {PayloadType::kSecurityAssociation, 1, 1}, {PayloadType::kNonce, 1, 1},
    {PayloadType::kKeyExchange, 0, 1},         {PayloadType::kTsInitiator, 0, 1},
    {PayloadType::kTsResponder, 0, 1},         {PayloadType::kConfiguration, 0, 1},
    {PayloadType::kNotify, 0, kMany},          {PayloadType::kVendorId, 0, kMany},
};

constexpr PayloadRule kInformational[] = {
    {PayloadType::kNotify, 0, kMany},
    {PayloadType::kDelete, 0, kMany},
    {PayloadType::kConfiguration, 0, 1},
    {PayloadType::kVendorId, 0, kMany},
};

// RFC 5723 section 4.3.2, both directions; that the request has a ticket is for its handler to see.
constexpr PayloadRule kIkeSessionResume[] = {
    {PayloadType::kNonce, 1, 1},
    {PayloadType::kNotify, 0, kMany},
    {PayloadType::kVendorId, 0, kMany},
};

constexpr PayloadRule kIkeIntermediate[] = {
    {PayloadType::kKeyExchange, 0, 1},
    {PayloadType::kNotify, 0, kMany},
    {PayloadType::kVendorId, 0, kMany},
};

constexpr PayloadRule kIkeFollowupKe[] = {
    {PayloadType::kKeyExchange, 1, 1},
    {PayloadType::kNotify, 0, kMany},
    {PayloadType::kVendorId, 0, kMany},
};

struct MessageRule {
    ExchangeType exchange;
    bool is_protected;
    std::span<const PayloadRule> request;
    std::span<const PayloadRule> response;
};

constexpr MessageRule kMessageRules[] = {
    {ExchangeType::kIkeSaInit, false, kIkeSaInitRequest, kIkeSaInitResponse},
    {ExchangeType::kIkeAuth, true, kIkeAuthRequest, kIkeAuthResponse},
    {ExchangeType::kCreateChildSa, true, kCreateChildSa, kCreateChildSa},
    {ExchangeType::kInformational, true, kInformational, kInformational},
    {ExchangeType::kIkeSessionResume, false, kIkeSessionResume, kIkeSessionResume},
    {ExchangeType::kIkeIntermediate, true, kIkeIntermediate, kIkeIntermediate},
    {ExchangeType::kIkeFollowupKe, true, kIkeFollowupKe, kIkeFollowupKe},
};

/// A response that says why there is nothing else in it.
bool may_be_incomplete(const Message& message) {
    if (!message.header.response) return false;
    if (message.error_notify() != nullptr) return true;
    return begins_sa(message.header.exchange) && (message.notify(NotifyType::kCookie) != nullptr ||
                                                  message.notify(NotifyType::kRedirect) != nullptr ||
                                                  message.notify(NotifyType::kTicketNack) != nullptr);
}

bool is_listed(std::span<const PayloadRule> rules, PayloadType type) {
    return std::any_of(rules.begin(), rules.end(),
                       [type](const PayloadRule& rule) { return rule.type == type; });
}

std::optional<Refusal> check_counts(std::span<const PayloadRule> rules, const Message& message) {
    const bool incomplete = may_be_incomplete(message);
    for (const PayloadRule& rule : rules) {
        const auto count =
            std::count_if(message.payloads.begin(), message.payloads.end(),
                          [&rule](const Payload& payload) { return type_of(payload) == rule.type; });
        if (count > rule.max) return invalid_syntax("a payload occurs more often than its exchange allows");
        if (count < rule.min && !incomplete)
            return invalid_syntax("a payload that the exchange needs is missing");
    }
    return std::nullopt;
}

}  // namespace

std::optional<Refusal> check_payload_rules(const Message& message) {
    const auto* rule =
        std::find_if(std::begin(kMessageRules), std::end(kMessageRules),
                     [&message](const MessageRule& one) { return one.exchange == message.header.exchange; });
    if (rule == std::end(kMessageRules)) return invalid_syntax("exchange type is not known");
    if (message.is_protected != rule->is_protected) {
        return invalid_syntax(rule->is_protected ? "message of this exchange must be protected"
                                                 : "message of this exchange must be in the clear");
    }
    const auto payload_rules = message.header.response ? rule->response : rule->request;
    for (const Payload& payload : message.payloads) {
        if (!is_listed(payload_rules, type_of(payload)))
            return invalid_syntax("payload has no place in its exchange");
    }
    return check_counts(payload_rules, message);
}

}  // namespace hawser::ike
