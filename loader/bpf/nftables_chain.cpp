// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/nftables_chain.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include <array>

namespace hawser::loader {
namespace {

const char* family_name(uint8_t family) {
    switch (family) {
        case NFPROTO_INET:
            return "inet";
        case NFPROTO_IPV4:
            return "ip";
        case NFPROTO_IPV6:
            return "ip6";
        case NFPROTO_NETDEV:
            return "netdev";
        default:
            return nullptr;
    }
}

/// TC ingress, where packets are redirected, is before all of these. Bridges and ARP carry nothing that is
/// redirected.
bool is_skipped(uint8_t family, uint32_t hook) {
    if (family == NFPROTO_NETDEV) return hook == NF_NETDEV_INGRESS;
    return hook == NF_INET_PRE_ROUTING || hook == NF_INET_FORWARD ||
           (family == NFPROTO_INET && hook == NF_INET_INGRESS);
}

uint32_t u32_of(const nlattr* attribute, uint32_t otherwise) {
    if (attribute == nullptr || nla_len(attribute) < static_cast<int>(sizeof(uint32_t))) return otherwise;
    return ntohl(nla_get_u32(attribute));
}

std::string text_of(nlattr* attribute) {
    if (attribute == nullptr) return "?";
    const auto* bytes = static_cast<const char*>(nla_data(attribute));
    const auto length = static_cast<size_t>(nla_len(attribute));
    return std::string(bytes, strnlen(bytes, length));
}

/// The hook's number; absent for a chain that only others jump to.
std::optional<uint32_t> hook_of(nlattr* nested) {
    std::array<nlattr*, NFTA_HOOK_MAX + 1> hook{};
    if (nested == nullptr || nla_parse_nested(hook.data(), NFTA_HOOK_MAX, nested, nullptr) < 0)
        return std::nullopt;
    if (hook[NFTA_HOOK_HOOKNUM] == nullptr) return std::nullopt;
    return u32_of(hook[NFTA_HOOK_HOOKNUM], 0);
}

}  // namespace

std::optional<NetfilterChain> nftables_chain(nlmsghdr* message) {
    if (message->nlmsg_type != ((NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_NEWCHAIN)) return std::nullopt;
    std::array<nlattr*, NFTA_CHAIN_MAX + 1> chain{};
    if (nlmsg_parse(message, sizeof(nfgenmsg), chain.data(), NFTA_CHAIN_MAX, nullptr) < 0)
        return std::nullopt;
    const uint8_t family = static_cast<const nfgenmsg*>(nlmsg_data(message))->nfgen_family;
    const char* family_text = family_name(family);
    const std::optional<uint32_t> hook = hook_of(chain[NFTA_CHAIN_HOOK]);
    if (family_text == nullptr || !hook || !is_skipped(family, *hook)) return std::nullopt;

    NetfilterChain found;
    found.name = fmt::format("nftables chain {} {} {}", family_text, text_of(chain[NFTA_CHAIN_TABLE]),
                             text_of(chain[NFTA_CHAIN_NAME]));
    // Nothing can jump to a base chain, so its uses are its rules.
    found.rules = u32_of(chain[NFTA_CHAIN_USE], 0);
    found.drops_by_policy = u32_of(chain[NFTA_CHAIN_POLICY], NF_ACCEPT) == NF_DROP;
    return found;
}

}  // namespace hawser::loader
