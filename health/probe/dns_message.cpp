// SPDX-License-Identifier: BSD-2-Clause
#include "health/probe/dns_message.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace hawser::health {
namespace {

constexpr size_t kHeaderSize = 12;
constexpr size_t kLongestLabel = 63;
constexpr size_t kLongestName = 253;
constexpr uint8_t kResponse = 0x80;
constexpr uint8_t kOpcode = 0x78;
constexpr uint8_t kRcode = 0x0f;
constexpr uint8_t kNoError = 0;
constexpr uint8_t kNxDomain = 3;

std::string_view without_final_dot(std::string_view name) {
    return name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

}  // namespace

bool is_domain_name(std::string_view name) {
    if (name == ".") return true;
    name = without_final_dot(name);
    if (name.empty() || name.size() > kLongestName) return false;
    size_t label = 0;
    for (const char c : name) {
        if (c == '.' && label == 0) return false;
        label = c == '.' ? 0 : label + 1;
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (label > kLongestLabel || (!letter && c != '-' && c != '_' && c != '.')) return false;
    }
    return label > 0;
}

Bytes serialize_dns_query(uint16_t id, std::string_view name) {
    HAWSER_CHECK(is_domain_name(name), "a query's name is a domain name");
    constexpr uint8_t kRecursionDesired = 0x01;
    Bytes query{static_cast<uint8_t>(id >> 8),
                static_cast<uint8_t>(id),
                kRecursionDesired,
                0,
                0,
                1,  // one question
                0,
                0,
                0,
                0,
                0,
                0};
    name = without_final_dot(name);
    while (!name.empty()) {
        const std::string_view label = name.substr(0, name.find('.'));
        query.push_back(static_cast<uint8_t>(label.size()));
        query.insert(query.end(), label.begin(), label.end());
        name.remove_prefix(std::min(label.size() + 1, name.size()));
    }
    constexpr std::array<uint8_t, 5> kEnd{0, 0, 1, 0, 1};  // end of the name, type A, class IN
    query.insert(query.end(), kEnd.begin(), kEnd.end());
    return query;
}

std::optional<DnsResponse> parse_dns_response(ByteView bytes) {
    if (bytes.size() < kHeaderSize) return std::nullopt;
    if ((bytes[2] & kResponse) == 0 || (bytes[2] & kOpcode) != 0) return std::nullopt;
    return DnsResponse{.id = static_cast<uint16_t>(bytes[0] << 8 | bytes[1]),
                       .code = static_cast<uint8_t>(bytes[3] & kRcode)};
}

bool is_an_answer(const DnsResponse& response) {
    return response.code == kNoError || response.code == kNxDomain;
}

std::string rcode_name(uint8_t code) {
    constexpr std::array<std::string_view, 6> kNames{"NOERROR",  "FORMERR", "SERVFAIL",
                                                     "NXDOMAIN", "NOTIMP",  "REFUSED"};
    return code < kNames.size() ? std::string(kNames[code]) : "RCODE " + std::to_string(code);
}

}  // namespace hawser::health
