// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::loader {

enum class ValueType {
    kText,
    kTextList,  ///< a list, or one string alone
    kName,      ///< letters, digits, `_`, `.` and `-`
    kInteger,
    kCount,  ///< a whole number of up to 64 bits
    kBytes,  ///< `"10GB"`, or a whole number
    kBoolean,
    kChoice,  ///< one of a few words
    kDuration,
    kPercentage,  ///< `"30%"`
    kQuorum,      ///< `any`, `all` or a number
    kBandwidth,
    kAddress,
    kAddressList,
    kEndpointAddress,  ///< of a host, its name, or `any`
    kPrefixList,
    kTable,
    kTableList,
    kTables,  ///< one table, or a list of them
};

enum class Presence {
    kOptional,
    kRequired,
    kLater,    ///< known, but not supported by this version: refused with that reason
    kForeign,  ///< another program's or an older name: refused, and `doc` says what to write instead
};

struct KeySpec {
    std::string_view name;
    ValueType type = ValueType::kText;
    Presence presence = Presence::kOptional;
    /// As it would be written in the file, or a phrase; empty: none.
    std::string_view fallback;
    /// kChoice: the words, separated by `|`. kInteger, kCount, kBytes, kDuration, kBandwidth: `least..most`,
    /// both included.
    std::string_view range;
    std::string_view doc;
};

/// One kind of table, in a file of its own below schema/: which keys it may have, and what is not there is
/// refused. The checks and the reference page are both made from it.
struct SectionSpec {
    std::string_view title;  ///< as people write it: `[[peer]]`
    std::string_view doc;
    std::span<const KeySpec> keys;

    [[nodiscard]] const KeySpec* find(std::string_view key) const;
    /// Keys that may be written, for suggestions.
    [[nodiscard]] std::vector<std::string> known() const;
};

namespace schema {
extern const SectionSpec kTop;
extern const SectionSpec kLan;
extern const SectionSpec kFlows;
extern const SectionSpec kXdp;
extern const SectionSpec kStamp;
extern const SectionSpec kMetrics;
extern const SectionSpec kDebug;
extern const SectionSpec kUplink;
extern const SectionSpec kPeer;
extern const SectionSpec kEndpoint;
extern const SectionSpec kIke;
extern const SectionSpec kEsp;
extern const SectionSpec kAuth;
extern const SectionSpec kProbe;
extern const SectionSpec kPath;
extern const SectionSpec kTunnel;
extern const SectionSpec kRule;
extern const SectionSpec kPool;
extern const SectionSpec kExternal;
extern const SectionSpec kDns;
}  // namespace schema

/// Every section, in the order of the reference page.
[[nodiscard]] std::vector<const SectionSpec*> all_sections();

/// The words of a kChoice, or the two ends of a range.
[[nodiscard]] std::vector<std::string> split(std::string_view text, std::string_view separator);

/// `a string`, `a duration such as "200ms"`, ...: what a wrong value should have been.
[[nodiscard]] std::string expectation(const KeySpec& key);

}  // namespace hawser::loader
