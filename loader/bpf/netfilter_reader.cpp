// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/netfilter_reader.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include <cerrno>

#include "loader/bpf/legacy_iptables.h"
#include "loader/bpf/netlink_dump.h"
#include "loader/bpf/nftables_chain.h"

namespace hawser::loader {
namespace {

/// What nfnetlink and the socket say of a kernel without nftables: such a kernel has no rules to skip.
bool says_no_nftables(const Error& error) {
    return error.error_number() == EINVAL || error.error_number() == EPROTONOSUPPORT;
}

Result<std::vector<NetfilterChain>> read_nftables_chains() {
    nfgenmsg header{};
    header.nfgen_family = NFPROTO_UNSPEC;
    header.version = NFNETLINK_V0;
    std::vector<NetfilterChain> chains;
    const NetlinkDump request{NETLINK_NETFILTER, (NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_GETCHAIN,
                              ByteView(reinterpret_cast<const uint8_t*>(&header), sizeof header),
                              "list nftables chains"};
    Result<void> dumped = netlink_dump(
        request, [&] { chains.clear(); },
        [&](nlmsghdr* message) {
            if (std::optional<NetfilterChain> chain = nftables_chain(message))
                chains.push_back(std::move(*chain));
        });
    if (!dumped && !says_no_nftables(dumped.error())) return dumped.error();
    return chains;
}

void add(NetfilterFacts& facts, Result<std::vector<NetfilterChain>> chains) {
    if (!chains) {
        facts.unreadable += (facts.unreadable.empty() ? "" : "; ") + chains.error().text();
        return;
    }
    for (NetfilterChain& chain : *chains)
        facts.chains.push_back(std::move(chain));
}

}  // namespace

NetfilterFacts read_netfilter_facts() {
    NetfilterFacts facts;
    add(facts, read_nftables_chains());
    add(facts, read_legacy_chains(Family::kIpv4));
    add(facts, read_legacy_chains(Family::kIpv6));
    return facts;
}

}  // namespace hawser::loader
