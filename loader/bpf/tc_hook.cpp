// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/tc_hook.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "loader/bpf/clsact.h"
#include "loader/bpf/libbpf_messages.h"
#include "loader/bpf/owned_fd.h"
#include "loader/bpf/tcx.h"

namespace hawser::loader {
namespace {

bool is_egress(Hook hook) {
    return hook == Hook::kBundle || hook == Hook::kUplink || hook == Hook::kHub;
}

bpf_tc_hook hook_at(const Attachment& where) {
    bpf_tc_hook hook{};
    hook.sz = sizeof hook;
    hook.ifindex = static_cast<int>(where.ifindex);
    hook.attach_point = is_egress(where.hook) ? BPF_TC_EGRESS : BPF_TC_INGRESS;
    return hook;
}

bpf_tc_opts our_place() {
    bpf_tc_opts options{};
    options.sz = sizeof options;
    options.handle = kTcHandle;
    options.priority = kTcPriority;
    return options;
}

Result<std::string> name_of_program(uint32_t id) {
    const OwnedFd fd(bpf_prog_get_fd_by_id(id));
    if (!fd) return Error::system(fmt::format("open BPF program {}", id), errno);
    bpf_prog_info info{};
    uint32_t length = sizeof info;
    if (bpf_obj_get_info_by_fd(fd.get(), &info, &length) != 0) {
        return Error::system(fmt::format("ask for BPF program {}", id), errno);
    }
    return std::string(info.name);
}

std::string described(const char* doing, const Attachment& where) {
    return fmt::format("{} the {} program, interface {}", doing, to_string(where.hook), where.ifindex);
}

Error failed(const char* doing, const Attachment& where, int error, const LibbpfMessages& messages) {
    Error system = Error::system(described(doing, where), -error);
    const std::string said = load_failure(messages.lines());
    if (said.empty()) return system;
    return Error(fmt::format("{} ({})", system.text(), said), -error);
}

}  // namespace

const char* program_name(Hook hook) {
    switch (hook) {
        case Hook::kLan:
            return "hawser_lan";
        case Hook::kTunnel:
            return "hawser_tunnel";
        case Hook::kUplink:
            return "hawser_uplink";
        case Hook::kUplinkIn:
            return "hawser_up_in";
        case Hook::kHub:
            return "hawser_hub";
        case Hook::kHubIn:
            return "hawser_hub_in";
        case Hook::kBundle:
            break;
    }
    return "hawser_bundle";
}

namespace {

TcxPlace tcx_place(const Attachment& where) {
    return {where.ifindex, is_egress(where.hook) ? TcxSide::kEgress : TcxSide::kIngress};
}

/// Program ids come and go while one looks: one that has gone is not ours.
Result<bool> is_ours(uint32_t id, const Attachment& where) {
    Result<std::string> name = name_of_program(id);
    if (!name && name.error().error_number() == ENOENT) return false;
    if (!name) return name.error().within(described("look for", where));
    return *name == program_name(where.hook);
}

Result<std::optional<uint32_t>> tcx_query(const Attachment& where) {
    Result<std::vector<uint32_t>> ids = tcx_programs(tcx_place(where));
    if (!ids) return ids.error();
    for (const uint32_t id : *ids) {
        Result<bool> ours = is_ours(id, where);
        if (!ours) return ours.error();
        if (*ours) return std::optional<uint32_t>(id);
    }
    return std::optional<uint32_t>();
}

Result<std::optional<uint32_t>> filter_query(const Attachment& where) {
    const LibbpfMessages messages;
    const bpf_tc_hook hook = hook_at(where);
    bpf_tc_opts options = our_place();
    const int error = bpf_tc_query(&hook, &options);
    // EINVAL: no clsact on this interface, or a filter of another kind in our place.
    if (error == -ENOENT || error == -EINVAL || error == -ENODEV) return std::optional<uint32_t>();
    if (error != 0) return failed("look for", where, error, messages);
    Result<bool> ours = is_ours(options.prog_id, where);
    if (!ours) return ours.error();
    return *ours ? std::optional<uint32_t>(options.prog_id) : std::nullopt;
}

Result<void> filter_attach(const Attachment& where, int program_fd) {
    const LibbpfMessages messages;
    bpf_tc_hook hook = hook_at(where);
    if (const int error = bpf_tc_hook_create(&hook); error != 0 && error != -EEXIST) {
        return failed("prepare", where, error, messages);
    }
    bpf_tc_opts options = our_place();
    options.prog_fd = program_fd;
    options.flags = BPF_TC_F_REPLACE;
    if (const int error = bpf_tc_attach(&hook, &options); error != 0) {
        return failed("attach", where, error, messages);
    }
    return {};
}

Result<void> filter_detach(const Attachment& where) {
    Result<std::optional<uint32_t>> attached = filter_query(where);
    if (!attached) return attached.error();
    if (!*attached) return {};
    const LibbpfMessages messages;
    const bpf_tc_hook hook = hook_at(where);
    const bpf_tc_opts options = our_place();
    const int error = bpf_tc_detach(&hook, &options);
    if (error != 0 && error != -ENOENT && error != -ENODEV) return failed("detach", where, error, messages);
    return remove_clsact_if_unused(where.ifindex);
}

}  // namespace

Result<std::optional<uint32_t>> tc_query(const Attachment& where) {
    Result<std::optional<uint32_t>> attached = tcx_query(where);
    if (!attached || *attached) return attached;
    return filter_query(where);
}

Result<void> tc_attach(const Attachment& where, int program_fd) {
    if (!has_tcx()) return filter_attach(where, program_fd);
    Result<std::optional<uint32_t>> present = tcx_query(where);
    if (!present) return present.error();
    const OwnedFd replaced(*present ? bpf_prog_get_fd_by_id(**present) : -1);
    if (Result<void> attached = tcx_attach(tcx_place(where), program_fd, replaced.get()); !attached)
        return attached.error().within(described("attach", where));
    // An earlier version's: what ours redirects or drops does not come to it, what ours lets pass does.
    return filter_detach(where);
}

Result<void> tc_detach(const Attachment& where) {
    Result<std::optional<uint32_t>> attached = tcx_query(where);
    if (!attached) return attached.error();
    if (*attached) {
        const OwnedFd program(bpf_prog_get_fd_by_id(**attached));
        if (Result<void> detached = tcx_detach(tcx_place(where), program.get()); !detached)
            return detached.error().within(described("detach", where));
    }
    return filter_detach(where);
}

}  // namespace hawser::loader
