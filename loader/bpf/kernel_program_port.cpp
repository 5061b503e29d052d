// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/kernel_program_port.h"

#include <net/if.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include "loader/bpf/tc_hook.h"

namespace hawser::loader {
namespace {

struct NameIndexDeleter {
    void operator()(struct if_nameindex* list) const { if_freenameindex(list); }
};

Result<std::vector<uint32_t>> interfaces() {
    const std::unique_ptr<struct if_nameindex, NameIndexDeleter> list(if_nameindex());
    if (!list) return Error::system("list interfaces", errno);
    std::vector<uint32_t> ifindexes;
    for (const struct if_nameindex* entry = list.get(); entry->if_index != 0; ++entry) {
        ifindexes.push_back(entry->if_index);
    }
    return ifindexes;
}

}  // namespace

Result<void> KernelProgramPort::attach(const Attachment& where) {
    switch (where.hook) {
        case Hook::kLan:
            return tc_attach(where, fds_.lan);
        case Hook::kTunnel:
            return tc_attach(where, fds_.tunnel);
        case Hook::kUplink:
            return tc_attach(where, fds_.uplink);
        case Hook::kUplinkIn:
            return tc_attach(where, fds_.uplink_in);
        case Hook::kHub:
            return tc_attach(where, fds_.hub);
        case Hook::kHubIn:
            return tc_attach(where, fds_.hub_in);
        case Hook::kBundle:
            break;
    }
    return tc_attach(where, fds_.bundle);
}

Result<void> KernelProgramPort::detach(const Attachment& where) {
    return tc_detach(where);
}

Result<std::vector<Attachment>> KernelProgramPort::attached() {
    return list_attached();
}

Result<std::vector<Attachment>> list_attached() {
    Result<std::vector<uint32_t>> ifindexes = interfaces();
    if (!ifindexes) return ifindexes.error();
    std::vector<Attachment> found;
    for (uint32_t ifindex : *ifindexes) {
        for (Hook hook : kEveryHook) {
            Result<std::optional<uint32_t>> program = tc_query({hook, ifindex});
            if (!program) return program.error();
            if (*program) found.push_back({hook, ifindex});
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace hawser::loader
