// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/legacy_iptables.h"

#include <fmt/format.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>

#include "loader/bpf/owned_fd.h"

namespace hawser::loader {
namespace {

struct EntryHeader {
    uint16_t target;  ///< offset within the entry
    uint16_t next;    ///< the entry's length
};

template <typename Entry>
std::optional<EntryHeader> header_as(ByteView entries, size_t offset) {
    if (offset > entries.size() || entries.size() - offset < sizeof(Entry)) return std::nullopt;
    Entry entry;
    std::memcpy(&entry, entries.data() + offset, sizeof entry);
    if (entry.next_offset < sizeof(Entry)) return std::nullopt;
    return EntryHeader{entry.target_offset, entry.next_offset};
}

std::optional<EntryHeader> header_at(const LegacyTable& table, size_t offset) {
    if (table.family == Family::kIpv4) return header_as<ipt_entry>(table.entries, offset);
    return header_as<ip6t_entry>(table.entries, offset);
}

/// Absent where the entries do not lead from the first rule to the policy.
std::optional<unsigned> count_rules(const LegacyTable& table, unsigned hook) {
    unsigned rules = 0;
    size_t offset = table.first_rule[hook];
    while (offset < table.policy[hook]) {
        const std::optional<EntryHeader> header = header_at(table, offset);
        if (!header) return std::nullopt;
        offset += header->next;
        ++rules;
    }
    return rules;
}

bool policy_drops(const LegacyTable& table, unsigned hook) {
    const size_t offset = table.policy[hook];
    const std::optional<EntryHeader> header = header_at(table, offset);
    xt_standard_target target{};
    if (!header || offset + header->target + sizeof target > table.entries.size()) return true;
    std::memcpy(&target, table.entries.data() + offset + header->target, sizeof target);
    // A verdict is written as -(verdict) - 1, to tell it from a jump's offset.
    return target.verdict == -NF_DROP - 1;
}

const char* family_command(Family family) {
    return family == Family::kIpv4 ? "iptables" : "ip6tables";
}

Result<std::vector<std::string>> registered_tables(Family family) {
    const std::string path = family == Family::kIpv4 ? "/proc/thread-self/net/ip_tables_names"
                                                     : "/proc/thread-self/net/ip6_tables_names";
    std::vector<std::string> names;
    errno = 0;
    std::ifstream file(path);
    // The kernel has no legacy iptables.
    if (!file && errno == ENOENT) return names;
    for (std::string name; std::getline(file, name);)
        names.push_back(name);
    if (!file.eof()) return Error::system("read " + path, errno);
    return names;
}

/// Both families have the same layout here, and differ in the socket and the options' level.
Result<LegacyTable> read_table(int socket, Family family, const std::string& name) {
    const int level = family == Family::kIpv4 ? IPPROTO_IP : IPPROTO_IPV6;
    const std::string doing = fmt::format("read {} table {}", family_command(family), name);
    ipt_getinfo info{};
    name.copy(info.name, sizeof info.name - 1);
    socklen_t length = sizeof info;
    if (::getsockopt(socket, level, IPT_SO_GET_INFO, &info, &length) != 0) return Error::system(doing, errno);

    Bytes answer(sizeof(ipt_get_entries) + info.size);
    ipt_get_entries request{};
    name.copy(request.name, sizeof request.name - 1);
    request.size = info.size;
    std::memcpy(answer.data(), &request, sizeof request);
    length = static_cast<socklen_t>(answer.size());
    if (::getsockopt(socket, level, IPT_SO_GET_ENTRIES, answer.data(), &length) != 0)
        return Error::system(doing, errno);

    LegacyTable table;
    table.name = name;
    table.family = family;
    table.valid_hooks = info.valid_hooks;
    std::copy_n(info.hook_entry, table.first_rule.size(), table.first_rule.begin());
    std::copy_n(info.underflow, table.policy.size(), table.policy.begin());
    table.entries.assign(answer.begin() + offsetof(ipt_get_entries, entrytable), answer.end());
    return table;
}

}  // namespace

std::vector<NetfilterChain> legacy_chains(const LegacyTable& table) {
    const struct {
        unsigned hook;
        const char* chain;
    } skipped[] = {{NF_INET_PRE_ROUTING, "PREROUTING"}, {NF_INET_FORWARD, "FORWARD"}};
    std::vector<NetfilterChain> chains;
    for (const auto& [hook, chain] : skipped) {
        if ((table.valid_hooks & (1U << hook)) == 0) continue;
        chains.push_back({fmt::format("{} chain {} {}", family_command(table.family), table.name, chain),
                          count_rules(table, hook).value_or(1), policy_drops(table, hook)});
    }
    return chains;
}

Result<std::vector<NetfilterChain>> read_legacy_chains(Family family) {
    Result<std::vector<std::string>> names = registered_tables(family);
    if (!names) return names.error();
    std::vector<NetfilterChain> chains;
    if (names->empty()) return chains;
    const OwnedFd socket(
        ::socket(family == Family::kIpv4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW));
    if (!socket) return Error::system(fmt::format("open a socket for {}", family_command(family)), errno);
    for (const std::string& name : *names) {
        Result<LegacyTable> table = read_table(socket.get(), family, name);
        if (!table) return table.error();
        for (NetfilterChain& chain : legacy_chains(*table))
            chains.push_back(std::move(chain));
    }
    return chains;
}

}  // namespace hawser::loader
