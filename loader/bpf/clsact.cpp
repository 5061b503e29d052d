// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/clsact.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cerrno>

#include "loader/bpf/libbpf_messages.h"
#include "loader/bpf/netlink_dump.h"

namespace hawser::loader {
namespace {

/// The dump also shows each priority by itself, with handle 0.
bool is_filter(const nlmsghdr* message) {
    if (message->nlmsg_type != RTM_NEWTFILTER || message->nlmsg_len < NLMSG_LENGTH(sizeof(tcmsg)))
        return false;
    return static_cast<const tcmsg*>(NLMSG_DATA(message))->tcm_handle != 0;
}

Result<unsigned> count_filters(uint32_t ifindex, uint32_t parent) {
    tcmsg header{};
    header.tcm_family = AF_UNSPEC;
    header.tcm_ifindex = static_cast<int>(ifindex);
    header.tcm_parent = parent;
    unsigned filters = 0;
    const NetlinkDump request{NETLINK_ROUTE, RTM_GETTFILTER,
                              ByteView(reinterpret_cast<const uint8_t*>(&header), sizeof header),
                              "list TC filters"};
    Result<void> dumped = netlink_dump(
        request, [&] { filters = 0; }, [&](nlmsghdr* message) { filters += is_filter(message) ? 1 : 0; });
    if (dumped) return filters;
    // No clsact there, or no such interface.
    const int error = dumped.error().error_number();
    if (error == EINVAL || error == ENOENT || error == ENODEV) return 0U;
    return dumped.error();
}

}  // namespace

Result<unsigned> count_clsact_filters(uint32_t ifindex) {
    Result<unsigned> ingress = count_filters(ifindex, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS));
    if (!ingress) return ingress;
    Result<unsigned> egress = count_filters(ifindex, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS));
    if (!egress) return egress;
    return *ingress + *egress;
}

Result<void> remove_clsact_if_unused(uint32_t ifindex) {
    Result<unsigned> filters = count_clsact_filters(ifindex);
    if (!filters) return filters.error();
    if (*filters > 0) return {};
    const LibbpfMessages messages;
    bpf_tc_hook hook{};
    hook.sz = sizeof hook;
    hook.ifindex = static_cast<int>(ifindex);
    hook.attach_point = static_cast<bpf_tc_attach_point>(BPF_TC_INGRESS | BPF_TC_EGRESS);
    const int error = bpf_tc_hook_destroy(&hook);
    if (error != 0 && error != -ENOENT && error != -EINVAL && error != -ENODEV) {
        return Error::system(fmt::format("remove the clsact qdisc of interface {}", ifindex), -error);
    }
    return {};
}

}  // namespace hawser::loader
